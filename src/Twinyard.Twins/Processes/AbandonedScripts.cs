using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Twinyard.Twins.Processes;

/// <summary>
/// Scripts whose server was killed: nobody waits for them, and their run is lost or tried again. They are known by the temporary folder in
/// their environment, which every process that they have started inherits. Linux only, where <c>/proc</c> tells it.
/// </summary>
internal static class AbandonedScripts
{
    /// <param name="runs">The folder of throw-away folders; whoever calls holds the home's lock, so nothing in it is in use.</param>
    /// <returns>How many processes were ended.</returns>
    public static int End(string runs)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return 0;
        }

        var mark = $"TMPDIR={runs}{Path.DirectorySeparatorChar}";
        var ended = 0;
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var id) && id != Environment.ProcessId && HasMark(entry, mark) && Kill(id))
            {
                ended++;
            }
        }

        return ended;
    }

    private static bool HasMark(string entry, string mark)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(entry, "environ"))).Split('\0').Any(variable => variable.StartsWith(mark, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to another user.
            return false;
        }
    }

    private static bool Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
