using System.CommandLine;
using Spectre.Console;
using Twinyard.Contracts.Backups;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Cli.Commands.Backups;

/// <summary><c>twinyard backup …</c></summary>
internal static class BackupCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WithoutBar = TimeSpan.FromSeconds(1);

    private static readonly Argument<string> Folder = new("folder") { Description = "The folder that `twinyard backup create` printed" };

    public static Command Build() => new("backup", "Backups of the whole environment, taken while it runs") { Create(), List(), Verify(), Restore() };

    private static Command Create()
    {
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait until it is whole" };
        return new Command("create", "Back the running environment up, as it is at one point") { noWait }.Does(async (call, cancellationToken) =>
        {
            var backup = await call.Api.PostAsync<BackupSummary>("backups", null, cancellationToken);
            if (!call.Get(noWait))
            {
                backup = await UntilEndAsync(call, backup, cancellationToken);
            }

            call.Out.Result(backup, one => call.Out.Line(one.Folder));
            call.Out.Note(backup.State switch
            {
                BackupInfo.Complete => $"{backup.Files:N0} files, {ByteSize.Text(backup.Bytes)}, as of {backup.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z. Keep it as safe as the data directory: keys are in it.",
                BackupInfo.Failed => $"failed: {backup.Error}",
                _ => "It is being written: twinyard backup list",
            });
            return backup.State == BackupInfo.Failed ? ExitCodes.Failed : ExitCodes.Done;
        });
    }

    private static Command List() => new Command("list", "Backups in the server's folder of backups, newest first").Does(async (call, cancellationToken) =>
    {
        var page = await call.Api.GetAsync<Page<BackupSummary>>("backups", cancellationToken);
        call.Out.Result(page, backups => call.Out.Table(
            backups.Items,
            "There is no backup. Take one: twinyard backup create",
            ("NAME", backup => backup.Name),
            ("STATE", backup => backup.State),
            ("TAKEN", backup => backup.TakenAt),
            ("FILES", backup => backup.Files),
            ("SIZE", backup => ByteSize.Text(backup.Bytes)),
            ("FOLDER", backup => backup.Folder),
            ("ERROR", backup => backup.Error)));
    });

    private static Command Verify() => new Command("verify", "Read a backup from end to end and compare it with its manifest; no server is needed") { Folder }.Does(async (call, cancellationToken) =>
    {
        var progress = new BackupProgress();
        var manifest = Require(await WatchAsync(call, progress, call.Get(Folder), BackupVerification.VerifyAsync(call.Get(Folder), progress, cancellationToken), 1));
        call.Out.Result(Facts(manifest), facts => call.Out.Facts(("environment", facts.Environment), ("taken", facts.TakenAt), ("files", facts.Files), ("size", ByteSize.Text(facts.Bytes))));
        call.Out.Note("It is whole.");
    });

    private static Command Restore() => new Command("restore", "Make a data directory of a backup: the one of --home, which must not be there or be empty") { Folder }.Does(async (call, cancellationToken) =>
    {
        var progress = new BackupProgress();
        var restoring = BackupRestore.RestoreAsync(call.Get(Folder), call.Home, TimeProvider.System.GetUtcNow(), progress, cancellationToken);
        var manifest = Require(await WatchAsync(call, progress, call.Get(Folder), restoring, 2));
        call.Out.Result(Facts(manifest), facts => call.Out.Facts(("environment", facts.Environment), ("taken", facts.TakenAt), ("data", call.Home)));
        call.Out.Note($"Ticks since then are put on the ledger as missed, and runs that were open are ended, since they may have run elsewhere. Start it: twinyard up --home {call.Home}");
    });

    private static BackupFacts Facts(BackupManifest manifest) => new(manifest.Environment, manifest.Product, manifest.TakenAt, manifest.Files.Count, manifest.Size);

    private static BackupManifest Require(Result<BackupManifest> result) => result.IsOk
        ? result.Value
        : throw new CliError(result.Error is NotFoundError ? ExitCodes.NotFound : ExitCodes.Failed, result.Error.Message, result.Error.Remedy);

    private static async Task<BackupSummary> UntilEndAsync(CliCall call, BackupSummary backup, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; backup.State == BackupInfo.Writing && waited < WithoutBar; waited += Pause)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            backup = await GetAsync(call, backup, cancellationToken);
        }

        if (backup.State != BackupInfo.Writing)
        {
            return backup;
        }

        await call.Out.Stderr.Status().StartAsync("backup", async status =>
        {
            while (backup.State == BackupInfo.Writing)
            {
                status.Status($"{backup.Phase}: {backup.Files:N0} files, {ByteSize.Text(backup.Bytes)}");
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                backup = await GetAsync(call, backup, cancellationToken);
            }
        });
        return backup;
    }

    private static Task<BackupSummary> GetAsync(CliCall call, BackupSummary backup, CancellationToken cancellationToken) =>
        call.Api.GetAsync<BackupSummary>($"backups/{Uri.EscapeDataString(backup.Name)}", cancellationToken);

    /// <param name="passes">How often all of the backup is read.</param>
    private static async Task<Result<BackupManifest>> WatchAsync(CliCall call, BackupProgress progress, string folder, Task<Result<BackupManifest>> work, int passes)
    {
        if (await Task.WhenAny(work, Task.Delay(WithoutBar, TimeProvider.System)) == work || BackupManifest.Read(folder) is not { IsOk: true, Value.Size: > 0 and var size })
        {
            return await work;
        }

        await call.Out.Stderr.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async bar =>
        {
            var bytes = bar.AddTask("backup", maxValue: size * passes);
            while (await Task.WhenAny(work, Task.Delay(Pause, TimeProvider.System)) != work)
            {
                bytes.Value = progress.Bytes;
            }
        });
        return await work;
    }

    private sealed record BackupFacts(string Environment, string Product, DateTimeOffset TakenAt, int Files, long Bytes);
}
