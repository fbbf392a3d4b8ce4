using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Backups;

/// <summary>Takes backups of this server's environment, one at a time, and knows those that there are.</summary>
public sealed partial class BackupDesk(
    HomeDirectory home,
    Database database,
    IEnumerable<IFilesAtRest> atRest,
    IEnumerable<IBackupCheck> checks,
    IServerAddress server,
    IOptions<BackupOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<BackupDesk> logger) : IAsyncDisposable
{
    private const string Partial = ".partial";

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    private Task _writing = Task.CompletedTask;
    private BackupInfo? _newest;

    /// <summary>Where backups are.</summary>
    public string Folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(home.Root, options.Value.Folder ?? "backups")));

    /// <returns>The backup that is being written.</returns>
    public Result<BackupInfo> Start()
    {
        if (database is not SqliteDatabase sqlite)
        {
            return new ConflictError("backup-not-embedded", "The environment's state is in PostgreSQL, and is not backed up from here.", "Back up PostgreSQL with its own tools, and the shared home as a file system snapshot of the same moment.");
        }

        lock (_gate)
        {
            if (!_writing.IsCompleted)
            {
                return new ConflictError("backup-running", $"The backup {_newest?.Name} is being written.", "Wait for it to end: `twinyard backup list`.");
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"{server.Environment}-{time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
            var progress = new BackupProgress();
            _newest = new BackupInfo(name, Path.Combine(Folder, name), BackupInfo.Writing, time.GetUtcNow(), 0, 0, null) { Progress = progress };
            _writing = Task.Run(() => WriteAsync(_newest, new BackupWriter(home, sqlite, atRest, checks, time), progress));
            return Current();
        }
    }

    /// <summary>Newest first; also the one that is being written, and the newest that has failed.</summary>
    public IReadOnlyList<BackupInfo> List()
    {
        BackupInfo? unfinished;
        lock (_gate)
        {
            unfinished = _newest is { State: not BackupInfo.Complete } ? Current() : null;
        }

        // Looked for afterwards: one that is finished meanwhile is there then, and never in neither place.
        var here = Directory.Exists(Folder) ? Directory.GetDirectories(Folder).Where(folder => !folder.EndsWith(Partial, StringComparison.Ordinal)).Select(Read).OfType<BackupInfo>().ToList() : [];
        if (unfinished is not null && here.TrueForAll(backup => backup.Name != unfinished.Name))
        {
            here.Add(unfinished);
        }

        return [.. here.OrderByDescending(backup => backup.TakenAt)];
    }

    public Result<BackupInfo> Find(string name) => List().FirstOrDefault(backup => backup.Name == name) is { } found
        ? found
        : new NotFoundError("backup-not-found", $"There is no backup '{name}' in {Folder}.", "`twinyard backup list` shows those there are.");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        _stopping.Dispose();
    }

    private async Task WriteAsync(BackupInfo backup, BackupWriter writer, BackupProgress progress)
    {
        var partial = backup.Folder + Partial;
        try
        {
            Directory.CreateDirectory(Folder);
            RemovePartial();
            var written = await writer.WriteAsync(partial, Folder, server.Environment, Version(), progress, _stopping.Token);
            if (!written.IsOk)
            {
                Fail(backup, written.Error.ToString());
                return;
            }

            Directory.Move(partial, backup.Folder);
            DurableFolder.Sync(Folder);
            lock (_gate)
            {
                _newest = backup with { State = BackupInfo.Complete };
            }

            LogWritten(backup.Folder, written.Value.Files.Count, written.Value.Size);
            RemoveOld();
        }
        catch (Exception e)
        {
            LogBroken(e, backup.Name);
            Fail(backup, e is OperationCanceledException ? "The server stopped while it was written." : e.Message);
        }
    }

    private void Fail(BackupInfo backup, string error)
    {
        lock (_gate)
        {
            _newest = backup with { State = BackupInfo.Failed, Error = error };
        }
    }

    private BackupInfo Current() => _newest is { Progress: { } progress } newest
        ? newest with { Files = progress.Files, Bytes = progress.Bytes, Phase = newest.State == BackupInfo.Writing ? progress.Phase : null }
        : throw new InvalidOperationException("No backup was begun.");

    private static BackupInfo? Read(string folder)
    {
        var manifest = BackupManifest.Read(folder);
        return manifest.IsOk ? new BackupInfo(Path.GetFileName(folder), folder, BackupInfo.Complete, manifest.Value.TakenAt, manifest.Value.Files.Count, manifest.Value.Size, null) : null;
    }

    // Of a server that ended while it wrote.
    private void RemovePartial()
    {
        foreach (var left in Directory.GetDirectories(Folder, $"{server.Environment}-*{Partial}"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    private void RemoveOld()
    {
        var own = Directory.GetDirectories(Folder).Where(folder => BackupManifest.Read(folder) is { IsOk: true, Value.Environment: var of } && of == server.Environment);
        foreach (var old in own.OrderByDescending(folder => Path.GetFileName(folder), StringComparer.Ordinal).Skip(options.Value.Keep).ToList())
        {
            Directory.Delete(old, recursive: true);
            LogRemoved(old, options.Value.Keep);
        }
    }

    private static string Version() => typeof(BackupDesk).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
