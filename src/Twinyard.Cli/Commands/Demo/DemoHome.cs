using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Commands.Demo;

internal static class DemoHome
{
    /// <summary>
    /// Deletes everything in a home. Only a folder that looks like one (it has the lock file, or is empty) is touched, and only
    /// while no server runs on it.
    /// </summary>
    public static void Empty(string home)
    {
        if (!Directory.Exists(home) || !Directory.EnumerateFileSystemEntries(home).Any())
        {
            return;
        }

        if (!File.Exists(Path.Combine(home, "lock")))
        {
            throw new CliError(ExitCodes.Invalid, $"{home} is not an environment's data directory; --fresh does not delete it.", "Choose another directory with --home DIR.");
        }

        using (var held = HomeDirectory.Open(home) is { IsOk: true } opened ? opened.Value : null)
        {
            if (held is null)
            {
                throw new CliError(ExitCodes.Failed, $"A server is running on {home}; --fresh does not delete it.", "Stop that server first.");
            }

            foreach (var entry in Directory.EnumerateFileSystemEntries(home))
            {
                if (Directory.Exists(entry))
                {
                    Directory.Delete(entry, recursive: true);
                }
                else if (Path.GetFileName(entry) != "lock")
                {
                    File.Delete(entry);
                }
            }
        }
    }
}
