using System.Text.Json.Nodes;
using Twinyard.Contracts.Workflows;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class BackupTests
{
    [Theory, EveryDatabase]
    public async Task Invoke_PrimaryFails_BackupRunsByItselfForTheSameOccurrence(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest("failed"));
        room.Twin.Fails("work.sh");
        room.Twin.Writes("backup.sh", "visible.txt", "from the backup");

        var primary = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var failed = await room.RunAsync(primary.Summary.Id);
        var backup = await room.RunAsync(failed.BackupRun!); // asserted by the lookup
        backup.Summary.State.ShouldBe("succeeded");
        backup.Summary.BackupOf.ShouldBe(failed.Summary.Id);
        backup.Summary.Commit.ShouldBe(failed.Summary.Commit);
        backup.OccurrenceId.ShouldBe(failed.OccurrenceId);
        room.Twin.Runs[1].Variables["TWINYARD_FAILED_RUN"].ShouldBe(failed.Summary.Id);
        room.Output.Visible.ShouldHaveSingleItem().Key.ShouldBe(backup.Summary.Id);
        var entry = (await room.LedgerAsync("evaluate")).ShouldHaveSingleItem();
        entry.Outcome.ShouldBe("ran");
        entry.RunIds.ShouldBe([failed.Summary.Id, backup.Summary.Id]);
        (await room.EventsAsync()).ShouldBe(["run.started", "run.failed", "run.started", "run.succeeded"]);
    }

    [Theory, EveryDatabase]
    public async Task Invoke_BackupFailsToo_OccurrenceFailedAndNoBackupOfTheBackup(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest("failed"));
        room.Twin.Fails("work.sh");
        room.Twin.Fails("backup.sh");

        await room.StartAsync("evaluate");
        await room.InvokeAsync();

        (await room.RunsAsync()).Count.ShouldBe(2);
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("failed");
    }

    [Theory, EveryDatabase]
    public async Task StartAsync_BackupByHand_RunsOnceForAFailedRunOnly(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest("manual"));
        room.Twin.Fails("work.sh");
        var primary = await room.StartAsync("evaluate");
        var early = await room.Workflows.StartAsync("evaluate", new StartRunRequest(BackupOf: primary.Summary.Id), WorkflowRoom.Alice, CancellationToken.None);
        await room.InvokeAsync();
        (await room.RunsAsync()).Count.ShouldBe(1, "a manual backup does not start by itself");

        var first = await room.Workflows.StartAsync("evaluate", new StartRunRequest(BackupOf: primary.Summary.Id), WorkflowRoom.Alice, CancellationToken.None);
        var second = await room.Workflows.StartAsync("evaluate", new StartRunRequest(BackupOf: primary.Summary.Id), WorkflowRoom.Alice, CancellationToken.None);
        await room.InvokeAsync();

        early.Error.ShouldBeOfType<ConflictError>();
        second.Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("backup-exists");
        (await room.RunAsync(first.Value.Summary.Id)).Summary.State.ShouldBe("succeeded");
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("ran");
    }

    [Theory, EveryDatabase]
    public async Task CommitAsync_OccurrenceHasItsCommitRecord_TheOtherRunIsRefused(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest("manual"));
        var started = await room.StartAsync("evaluate");
        var journal = room.Get<RunJournal>();
        var primary = (await journal.ClaimAsync(1, CancellationToken.None)).ShouldHaveSingleItem();
        await room.Database.WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE occurrences SET committed_run = @Id, committed_fence = 9, committed_at = 1 WHERE id = @OccurrenceId",
                new { started.OccurrenceId, primary.Id },
                CancellationToken.None),
            CancellationToken.None);

        var committed = await journal.CommitAsync(primary, null, nothingToApply: false, CancellationToken.None);

        committed.Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("occurrence-committed");
        (await room.RunAsync(primary.Id)).Summary.State.ShouldBe("running", "a refused commit changes nothing");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_PrimaryTimesOut_BackupSeesItsEventAndItsLog(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest("failed") + "\ntriggers: [ { event: { source: [plant] } } ]");
        room.Twin.Scripts["work.sh"] = async (run, token) =>
        {
            await room.Logs.AppendAsync(run.LogStream, [new LogLine(WorkflowRoom.Start, "stdout", "furnace 3 does not answer")], token);
            return new TwinTimedOut(TimeSpan.FromMinutes(5));
        };
        string? log = null;
        room.Twin.Scripts["backup.sh"] = async (run, token) =>
        {
            log = await File.ReadAllTextAsync(run.FailedRunLog.ShouldNotBeNull(), token);
            return new TwinSucceeded();
        };

        await room.Get<IEventBus>().PublishAsync(new NewEvent("plant", "part.made", new JsonObject { ["serial"] = 7 }), CancellationToken.None);
        await room.DispatchEventsAsync();
        await room.InvokeAsync();

        log.ShouldBe($"2026-01-01T00:00:00.0000000+00:00 stdout furnace 3 does not answer{Environment.NewLine}");
        var (primary, backup) = (room.Twin.Runs[0], room.Twin.Runs[1]);
        backup.EventJson.ShouldBe(primary.EventJson);
        primary.FailedRunLog.ShouldBeNull();
        primary.ScriptCache.ShouldBe("workflow-evaluate");
        File.Exists(backup.FailedRunLog).ShouldBeFalse("it is removed with the run");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_PrimaryComesBackFromAPauseAfterItsBackup_OnlyTheBackupsOutputsAreVisible(DatabaseEngine engine)
    {
        // With no place free beside the primary, so that only the other server can take the backup.
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await using var other = room.Another();
        await room.DeployAsync("evaluate", Manifest("failed"));
        other.Twin.Writes("backup.sh", "visible.txt", "from the backup");
        room.Twin.Scripts["work.sh"] = async (run, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "visible.txt"), "from the primary", token);
            // Its server stands still for longer than the lease. Another one gives it up and runs the backup.
            room.Time.Advance(TimeSpan.FromSeconds(31));
            await other.RecoverAsync();
            await other.InvokeAsync();
            return new TwinSucceeded();
        };

        var primary = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var run = await room.RunAsync(primary.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        var (visibleOf, text) = room.Output.Visible.ShouldHaveSingleItem();
        (visibleOf, text).ShouldBe((run.BackupRun, "from the backup"));
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("ran");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_BackupIsUnderWayWhenThePrimaryComesBack_ThePrimaryCannotCommit(DatabaseEngine engine)
    {
        // With no place free beside the primary, so that only the other server can take the backup.
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await using var other = room.Another();
        await room.DeployAsync("evaluate", Manifest("failed"));
        var gate = other.Twin.Waits("backup.sh");
        Task backup = Task.CompletedTask;
        room.Twin.Scripts["work.sh"] = async (run, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "visible.txt"), "from the primary", token);
            room.Time.Advance(TimeSpan.FromSeconds(31));
            await other.RecoverAsync();
            backup = other.InvokeAsync();
            await gate.Started.Task;
            return new TwinSucceeded();
        };

        await room.StartAsync("evaluate");
        await room.InvokeAsync();
        room.Output.Visible.ShouldBeEmpty();
        gate.Open.SetResult();
        await backup;

        room.Output.Visible.ShouldBeEmpty("the backup left nothing, and the primary may not");
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("ran");
    }

    private static string Manifest(string when) => $$"""
        run: { script: work.sh }
        backup: { script: backup.sh, when: {{when}} }
        role: evaluator
        """;
}
