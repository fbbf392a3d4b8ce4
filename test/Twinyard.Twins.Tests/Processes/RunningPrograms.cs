using System.Globalization;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>What runs on this machine. A process id that a script tells is one of its sandbox, so programs are known by a mark among their arguments.</summary>
internal static class RunningPrograms
{
    public static bool AnyWith(string mark) => Directory.EnumerateDirectories("/proc")
        .Where(entry => int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Any(entry => HasMark(entry, mark));

    private static bool HasMark(string entry, string mark)
    {
        try
        {
            return File.ReadAllText(Path.Combine(entry, "cmdline")).Contains(mark, StringComparison.Ordinal)
                && !File.ReadAllText(Path.Combine(entry, "stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
