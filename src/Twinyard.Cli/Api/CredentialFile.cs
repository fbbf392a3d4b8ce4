namespace Twinyard.Cli.Api;

/// <summary>Where a new secret goes.</summary>
internal static class CredentialFile
{
    /// <summary>Asked before a secret is made: one that cannot be kept would be lost.</summary>
    /// <param name="path">Null when it is printed.</param>
    public static void MustBeWritable(string? path)
    {
        if (path is null)
        {
            return;
        }

        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new CliError(ExitCodes.Invalid, $"{full} is a folder.", "Name a file with --out.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new CliError(ExitCodes.Invalid, $"There is no folder {Path.GetDirectoryName(full)} to write {Path.GetFileName(full)} into.", "Make it first, or name another file with --out.");
        }
    }
}
