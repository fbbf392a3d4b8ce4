namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>A live process, as <c>/proc</c> shows it.</summary>
internal sealed record HomeProcess(int Id, string CommandLine, string Environment);

/// <summary>
/// Processes that have something to do with a folder: it stands on their command line or in their environment, or they work in it.
/// Scripts and agents lead process groups of their own, so the group of the server alone would not show what it has left behind.
/// </summary>
internal static class HomeProcesses
{
    public static IReadOnlyList<HomeProcess> On(string folder)
    {
        if (!Directory.Exists("/proc"))
        {
            return [];
        }

        var found = new List<HomeProcess>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var id) && id != Environment.ProcessId && Look(entry, id, folder) is { } process)
            {
                found.Add(process);
            }
        }

        return found;
    }

    private static HomeProcess? Look(string entry, int id, string folder)
    {
        try
        {
            var command = File.ReadAllText(Path.Combine(entry, "cmdline")).Replace('\0', ' ').Trim();
            if (command.Length == 0)
            {
                // Ended, and waiting for its parent to take notice; or the kernel's own.
                return null;
            }

            var works = new FileInfo(Path.Combine(entry, "cwd")).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
            var environment = File.ReadAllText(Path.Combine(entry, "environ")).Replace('\0', '\n');
            return works || command.Contains(folder, StringComparison.Ordinal) || environment.Contains(folder, StringComparison.Ordinal)
                ? new HomeProcess(id, command, environment)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to somebody else.
            return null;
        }
    }
}
