using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Backups;

/// <summary>
/// Writes a backup of a running environment as it is at one point. At the point nobody writes to the warehouse or the state database; there, the state's snapshot is
/// begun, files that may go or grow get second names, and the repositories' branches are copied. Everything else is copied afterwards: it is named by its content,
/// or only comes.
/// </summary>
internal sealed class BackupWriter(HomeDirectory home, SqliteDatabase database, IEnumerable<IFilesAtRest> atRest, IEnumerable<IBackupCheck> checks, TimeProvider time)
{
    private readonly string[] _still = [.. atRest.SelectMany(part => part.Files)];

    /// <param name="folder">Is made; it must not be there.</param>
    /// <param name="backups">The folder of all backups, which a backup does not hold.</param>
    public async Task<Result<BackupManifest>> WriteAsync(string folder, string backups, string environment, string product, BackupProgress progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var files = new HomeFiles(home, backups);
        var links = Path.Combine(home.Root, HomeFiles.Links);
        Remove(links);
        try
        {
            progress.Phase = "taking the point";
            var point = await TakePointAsync(folder, links, files, cancellationToken);
            var entries = point.Copied;
            await using (point.State)
            {
                progress.Phase = "copying the state";
                await point.State.CopyToAsync(Path.Combine(folder, "state.db"), cancellationToken);
            }

            entries.Add(await BackupFiles.OfAsync(Path.Combine(folder, "state.db"), "state.db", cancellationToken));
            progress.Phase = "copying files";
            await CopyLinkedAsync(point, links, folder, entries, progress, cancellationToken);
            await CopyAsync(files.AtLeisure(_still), folder, entries, progress, cancellationToken);
            await CopyNewObjectsAsync(files, folder, entries, progress, cancellationToken);
            progress.Phase = "checking";
            foreach (var check in checks)
            {
                var checkedPart = await check.CheckAsync(folder, cancellationToken);
                if (!checkedPart.IsOk)
                {
                    return checkedPart.Error;
                }
            }

            var manifest = new BackupManifest(BackupManifest.Newest, environment, product, point.TakenAt, [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)]);
            manifest.Write(folder);
            BackupFiles.Sync(folder);
            return manifest;
        }
        finally
        {
            Remove(links);
        }
    }

    private async Task<BackupPoint> TakePointAsync(string folder, string links, HomeFiles files, CancellationToken cancellationToken)
    {
        BackupPoint? point = null;
        var copied = new List<BackupEntry>();
        // From the inside: first what is at rest is copied, which may take long, and then the state is snapshot, which does not.
        var work = async () => { point = await TakePointAsync(links, folder, files, copied, cancellationToken); };
        foreach (var part in atRest)
        {
            var inner = work;
            work = () => part.WhileAtRestAsync(
                async () =>
                {
                    foreach (var file in part.Files.Where(File.Exists))
                    {
                        copied.Add(await CopyAtRestAsync(file, folder, cancellationToken));
                    }

                    await inner();
                },
                cancellationToken);
        }

        await work();
        return point ?? throw new InvalidOperationException("The backup's point was not taken.");
    }

    private async Task<BackupPoint> TakePointAsync(string links, string folder, HomeFiles files, List<BackupEntry> copied, CancellationToken cancellationToken)
    {
        var lengths = new List<(string Path, long Length)>();
        var at = time.GetUtcNow();
        var state = await database.SnapshotAsync(
            async () =>
            {
                at = time.GetUtcNow();
                foreach (var path in HomeFiles.Linked.SelectMany(files.In))
                {
                    if (TryLink(path, links) is { } length)
                    {
                        lengths.Add((path, length));
                    }
                }

                await CopyAsync(files.RepositoryStates(), folder, copied, new BackupProgress(), cancellationToken);
            },
            cancellationToken);
        return new BackupPoint(at, state, copied, lengths);
    }

    /// <returns>The length that counts; null for a file that is gone already.</returns>
    private long? TryLink(string path, string links)
    {
        var source = Path.Combine(home.Root, path);
        var target = Path.Combine(links, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // below the links
        try
        {
            var file = new FileInfo(source);
            if (file.LinkTarget is not null)
            {
                File.CreateSymbolicLink(target, file.LinkTarget);
                return 0;
            }

            HardLink.CreateOrCopy(source, target);
            return new FileInfo(target).Length;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>By a program of its own: a file that this process closes loses the locks that the process has on it.</summary>
    private async Task<BackupEntry> CopyAtRestAsync(string file, string folder, CancellationToken cancellationToken)
    {
        var path = Path.GetRelativePath(home.Root, file);
        var target = Path.Combine(folder, path);
        var said = "";
        var command = new ChildCommand { FileName = "cp", Arguments = ["--reflink=auto", "--sparse=auto", "--preserve=mode", "--", file, target], WorkingDirectory = folder };
        var outcome = await ChildProcess.RunAsync(command, (_, line) => { said = line; return ValueTask.CompletedTask; }, time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome switch
        {
            ChildExited { ExitCode: 0 } => await BackupFiles.OfAsync(target, path, cancellationToken),
            ChildNotStarted not => throw new IOException(not.Reason),
            _ => throw new IOException($"{file} could not be copied: {said}"),
        };
    }

    private static async Task CopyLinkedAsync(BackupPoint point, string links, string folder, List<BackupEntry> entries, BackupProgress progress, CancellationToken cancellationToken)
    {
        foreach (var (path, length) in point.Linked)
        {
            var entry = await BackupFiles.CopyAsync(new FileInfo(Path.Combine(links, path)), Path.Combine(folder, path), path, length, cancellationToken);
            entries.Add(entry);
            progress.Add(entry.Size);
        }
    }

    private async Task CopyAsync(IEnumerable<string> paths, string folder, List<BackupEntry> entries, BackupProgress progress, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            try
            {
                var entry = await BackupFiles.CopyAsync(new FileInfo(Path.Combine(home.Root, path)), Path.Combine(folder, path), path, null, cancellationToken);
                entries.Add(entry);
                progress.Add(entry.Size);
            }
            catch (Exception e) when ((e is FileNotFoundException or DirectoryNotFoundException) && !File.Exists(Path.Combine(home.Root, path)))
            {
                // Removed meanwhile; what the state needs does not go.
                File.Delete(Path.Combine(folder, path));
            }
        }
    }

    /// <summary>Git may have put loose objects into a pack while they were copied; until nothing is new.</summary>
    private async Task CopyNewObjectsAsync(HomeFiles files, string folder, List<BackupEntry> entries, BackupProgress progress, CancellationToken cancellationToken)
    {
        var known = entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        while (files.RepositoryObjects().Where(path => !known.Contains(path)).ToList() is { Count: > 0 } more)
        {
            known.UnionWith(more);
            await CopyAsync(more, folder, entries, progress, cancellationToken);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
