using Twinyard.Platform.Results;

namespace Twinyard.Platform.Backups;

/// <summary>Makes a home of a backup.</summary>
public static class BackupRestore
{
    /// <param name="target">Must not be there, or be empty. It is there when all of it is.</param>
    /// <param name="at">Up to this moment somebody else may have run the environment.</param>
    public static async Task<Result<BackupManifest>> RestoreAsync(string folder, string target, DateTimeOffset at, BackupProgress progress, CancellationToken cancellationToken)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            return new ConflictError("home-not-empty", $"{target} is not empty.", "Restore into a new folder with --home DIR, or move the old one away first.");
        }

        progress.Phase = "verifying";
        var verified = await BackupVerification.VerifyAsync(folder, progress, cancellationToken);
        if (!verified.IsOk)
        {
            return verified;
        }

        progress.Phase = "copying";
        var partial = $"{Path.TrimEndingDirectorySeparator(target)}.partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        CreatePrivate(partial);
        foreach (var entry in verified.Value.Files)
        {
            var path = Path.Combine(partial, entry.Path);
            var copied = await BackupFiles.CopyAsync(new FileInfo(Path.Combine(folder, entry.Path)), path, entry.Path, null, cancellationToken);
            if (copied.Sha256 != entry.Sha256)
            {
                return new FailedError("backup-changed", $"{entry.Path} changed while it was copied.", "Restore again.");
            }

            if (entry.Link is null && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, (UnixFileMode)entry.Mode);
            }

            progress.Add(entry.Size);
        }

        new RestoredHome(verified.Value.TakenAt, at).Write(partial);
        BackupFiles.Sync(partial);
        if (Directory.Exists(target))
        {
            Directory.Delete(target);
        }

        Directory.Move(partial, target);
        return verified;
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
