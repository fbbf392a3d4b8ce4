using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Placement;

public sealed class OverlapTests
{
    [Theory, EveryDatabase]
    public async Task Skip_WhileOneRuns_TheNextTickIsSkippedAndSaysWhy(DatabaseEngine engine)
    {
        var (room, gate, invoking, _) = await UnderWayAsync(engine, "skip");
        await using var owned = room;

        await TickAsync(room);

        var entry = (await room.LedgerAsync("w"))[0];
        entry.Outcome.ShouldBe("skipped");
        entry.Reason.ShouldContain("overlap: skip");
        gate.Open.SetResult();
        await invoking;
        room.Twin.Runs.Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task QueueOne_WhileOneRuns_OneWaitsAndTheThirdIsSkipped(DatabaseEngine engine)
    {
        var (room, gate, invoking, _) = await UnderWayAsync(engine, "queue-one");
        await using var owned = room;

        await TickAsync(room);
        await TickAsync(room);

        (await room.LedgerAsync("w")).Select(entry => entry.Outcome).ShouldBe(["skipped", "pending", "pending"]);
        room.Twin.Runs.Count.ShouldBe(1, "only one is under way");
        gate.Open.SetResult();
        await invoking;
        (await room.LedgerAsync("w")).Select(entry => entry.Outcome).ShouldBe(["skipped", "ran", "ran"]);
    }

    [Theory, EveryDatabase]
    public async Task QueueAll_TooManyWait_TheRestIsSkipped(DatabaseEngine engine)
    {
        var (room, gate, invoking, _) = await UnderWayAsync(engine, "queue-all", options => options.MaximumWaitingRuns = 2);
        await using var owned = room;

        for (var i = 0; i < 4; i++)
        {
            await TickAsync(room);
        }

        var ledger = await room.LedgerAsync("w");
        ledger.Select(entry => entry.Outcome).ShouldBe(["skipped", "skipped", "pending", "pending", "pending"]);
        ledger[0].Reason.ShouldContain("2 runs wait already");
        gate.Open.SetResult();
        await invoking;
    }

    [Theory, EveryDatabase]
    public async Task CancelOther_WhileOneRuns_ItIsCancelledAndTheNewOneRuns(DatabaseEngine engine)
    {
        var (room, _, invoking, first) = await UnderWayAsync(engine, "cancel-other");
        await using var owned = room;
        room.Twin.Scripts.Remove("work.sh");

        await TickAsync(room);
        await invoking;
        await room.InvokeAsync();

        var old = await room.RunAsync(first);
        old.Summary.State.ShouldBe("cancelled");
        old.Summary.Error!.ShouldContain("cancel-other"); // cancelled runs say why
        (await room.LedgerAsync("w"))[0].Outcome.ShouldBe("ran");
    }

    [Theory, EveryDatabase]
    public async Task Allow_WhileOneRuns_BothRun(DatabaseEngine engine)
    {
        var (room, gate, invoking, _) = await UnderWayAsync(engine, "allow");
        await using var owned = room;
        var second = room.Twin.Waits("work.sh");

        await TickAsync(room);
        await second.Started.Task;

        room.Twin.Runs.Count.ShouldBe(2);
        gate.Open.SetResult();
        second.Open.SetResult();
        await invoking;
        (await room.LedgerAsync("w")).Select(entry => entry.Outcome).ShouldBe(["ran", "ran"]);
    }

    [Theory, EveryDatabase]
    public async Task Allow_SeveralRunAndTooManyWait_TheRestIsSkipped(DatabaseEngine engine)
    {
        var (room, gate, invoking, _) = await UnderWayAsync(engine, "allow", options => (options.MaximumConcurrentRuns, options.MaximumWaitingRuns) = (3, 2));
        await using var owned = room;
        for (var running = 2; running <= 3; running++)
        {
            await TickAsync(room);
            await ShouldRunAsync(room, running);
        }

        for (var i = 0; i < 4; i++)
        {
            await TickAsync(room);
        }

        (await room.LedgerAsync("w")).Select(entry => entry.Outcome).ShouldBe(["skipped", "skipped", "pending", "pending", "pending", "pending", "pending"]);
        gate.Open.SetResult();
        await invoking;
    }

    [Theory, EveryDatabase]
    public async Task Allow_ManyStarts_ExactlyAsManyWaitAsMay(DatabaseEngine engine)
    {
        const int Most = WaitingEstimates.Most + 20;
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumWaitingRuns = Most);
        await room.DeployAsync("w", "run: { script: work.sh, overlap: allow }\nrole: evaluator");

        var first = await StartAsync(room, Most + 10);
        await room.Get<RunJournal>().ClaimAsync(5, CancellationToken.None);
        var second = await StartAsync(room, 10);

        first.Count(isOk => isOk).ShouldBe(Most);
        second.Count(isOk => isOk).ShouldBe(5, "five wait no longer");
    }

    private static async Task<IReadOnlyList<bool>> StartAsync(WorkflowRoom room, int count) => await Task.WhenAll(
        Enumerable.Range(0, count).Select(async _ => (await room.Workflows.StartAsync("w", new StartRunRequest(), WorkflowRoom.Alice, CancellationToken.None)).IsOk));

    private static async Task ShouldRunAsync(WorkflowRoom room, int count)
    {
        while (room.Twin.Runs.Count < count)
        {
            await Task.Yield();
        }
    }

    private static async Task<(WorkflowRoom Room, Fakes.ScriptGate Gate, Task Invoking, string First)> UnderWayAsync(
        DatabaseEngine engine, string overlap, Action<WorkflowsOptions>? configure = null)
    {
        var room = await WorkflowRoom.CreateAsync(engine, configure);
        await room.DeployAsync("w", $$"""
            run: { script: work.sh, overlap: {{overlap}} }
            triggers: [ { schedule: rate(1 minute) } ]
            role: evaluator
            """);
        var gate = room.Twin.Waits("work.sh");
        await TickAsync(room);
        var invoking = room.InvokeAsync();
        await gate.Started.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
        return (room, gate, invoking, room.Twin.Runs[0].RunId);
    }

    private static async Task TickAsync(WorkflowRoom room)
    {
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.HeartbeatAsync();
        await room.TickAsync();
    }
}
