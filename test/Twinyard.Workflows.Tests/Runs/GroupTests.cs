using Twinyard.Access.Tokens;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Runs;

/// <summary>What is asked for at about the same time shares a transaction, and nothing else.</summary>
public sealed class GroupTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task StartAsync_ManyAtOnce_EachCallerGetsItsOwnRunAsItIsStored(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        string[] names = ["a", "b", "c"];
        foreach (var name in names)
        {
            await room.DeployAsync(name, Manifest("allow"));
        }

        var started = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => StartAsync(room, i % 10 == 9 ? "missing" : names[i % 3]))));

        started.Count(one => one.Error?.Code == "workflow-not-found").ShouldBe(6);
        var runs = started.Where(one => one.IsOk).Select(one => one.Value).ToList();
        runs.Select(run => run.Summary.Id).Distinct().Count().ShouldBe(54);
        foreach (var run in runs)
        {
            var stored = await room.RunAsync(run.Summary.Id);
            (run with { Attempts = [], Input = null }).ShouldBe(stored with { Attempts = [], Input = null });
            run.Input?.GetRawText().ShouldBe(stored.Input?.GetRawText());
        }
    }

    [Theory, EveryDatabase]
    public async Task StartAsync_ManyAtOnceOfOneThatSkips_OneIsQueuedAndTheOthersSaySo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest("skip"));

        var started = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => StartAsync(room, "w"))));

        started.Count(one => one.IsOk).ShouldBe(1);
        started.Count(one => one.Error?.Code == "run-skipped").ShouldBe(19);
        (await room.LedgerAsync("w")).Count.ShouldBe(20);
    }

    [Theory, EveryDatabase]
    public async Task StartAsync_ManyAtOnceOfOneThatCancelsOthers_OneIsLeftWaiting(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest("cancel-other"));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => StartAsync(room, "w"))));

        (await room.RunsAsync()).Count(run => run.State == RunStates.Queued).ShouldBe(1);
        (await room.LedgerAsync("w")).Count(entry => entry.Outcome == Outcomes.Superseded).ShouldBe(9);
    }

    [Theory, EveryDatabase]
    public async Task StartAsync_WhileAWorkflowIsHeldElsewhere_OnlyItsOwnCallerWaits(DatabaseEngine engine)
    {
        Assert.SkipWhen(engine == DatabaseEngine.Sqlite, "SQLite has one writer at a time.");
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("held", Manifest("allow"));
        await room.DeployAsync("free", Manifest("allow"));
        var (locked, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = room.Database.WriteAsync(
            async session =>
            {
                await room.Get<PlacementStore>().LockWorkflowAsync("held", session, None);
                locked.SetResult();
                await gate.Task;
            },
            None);
        await locked.Task;

        var waits = StartAsync(room, "held");
        (await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartAsync(room, "free")))).ShouldAllBe(one => one.IsOk);
        waits.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await holder;

        (await waits).IsOk.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task CommitAsync_ManyAtOnceAndTwoMayNot_OnlyThoseAreRefused(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest("allow"));
        for (var i = 0; i < 12; i++)
        {
            await room.StartAsync("w");
        }

        var journal = room.Get<RunJournal>();
        var claimed = await journal.ClaimAsync(12, None);
        await room.Database.WriteAsync(session => session.ExecuteAsync("UPDATE runs SET fence = fence + 1 WHERE id = @Id", new { claimed[3].Id }, None), None);
        await room.Database.WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE occurrences SET committed_run = @Other, committed_fence = 1, committed_at = 0 WHERE id = @OccurrenceId",
                new { claimed[7].Row.OccurrenceId, Other = claimed[3].Id },
                None),
            None);

        var ends = await Task.WhenAll(claimed.Select(run => Task.Run(() => journal.CommitAsync(run, "{\"ok\":true}", nothingToApply: true, None))));

        ends.Select(end => end.Error?.Code).Distinct().ShouldBe([null, "fence-old", "occurrence-committed"]);
        ends[3].Error?.Code.ShouldBe("fence-old");
        ends[7].Error?.Code.ShouldBe("occurrence-committed");
        var states = (await room.RunsAsync()).ToDictionary(run => run.Id, run => run.State);
        claimed.Select(run => states[run.Id]).Count(state => state == RunStates.Succeeded).ShouldBe(10);
        new[] { states[claimed[3].Id], states[claimed[7].Id] }.ShouldAllBe(state => state == RunStates.Running);
        (await room.LedgerAsync("w")).Count(entry => entry.Outcome == Outcomes.Ran).ShouldBe(10);
        (await room.RunAsync(claimed[0].Id)).Attempts.ShouldHaveSingleItem().Outcome.ShouldBe(RunStates.Succeeded);
        (await room.EventsAsync()).Count(type => type == "run.succeeded").ShouldBe(10);
        var sessions = await Task.WhenAll(claimed.Select(run => room.Get<RunSessions>().FindAsync(run.Id, None)));
        sessions.Count(session => session?.Ended is not null).ShouldBe(10);
    }

    // A session ends in the transaction that ends its attempt, so whoever takes the run over ends it too.
    [Theory, EveryDatabase]
    public async Task Recover_AttemptOfAServerThatIsGone_ItsSessionHasEnded(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest("allow"));
        var started = await room.StartAsync("w");
        await room.Get<RunJournal>().ClaimAsync(1, None);
        (await room.Get<RunSessions>().FindAsync(started.Summary.Id, None)).ShouldNotBeNull().Ended.ShouldBeNull();

        await using var restarted = room.Another();
        room.Time.Advance(TimeSpan.FromSeconds(31));
        await restarted.RecoverAsync();

        (await room.Get<RunSessions>().FindAsync(started.Summary.Id, None)).ShouldNotBeNull().Ended.ShouldNotBeNull();
        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe(RunStates.Failed);
    }

    private static string Manifest(string overlap) => $$"""
        run: { script: work.sh, overlap: {{overlap}} }
        role: evaluator
        """;

    private static async Task<Result<RunDetail>> StartAsync(WorkflowRoom room, string name) =>
        await room.Workflows.StartAsync(name, new StartRunRequest(), WorkflowRoom.Alice, None);
}
