using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class ConcurrencyTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Claim_MoreWaitThanTheWorkflowsLimit_OnlySoManyStart(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("work", Manifest("allow", 2));
        var started = await StartAsync(room, "work", 5);

        var first = await ClaimAsync(room);
        var second = await ClaimAsync(room);
        await EndAsync(room, first[0]);
        var third = await ClaimAsync(room);

        first.Select(run => run.Id).ShouldBe(started.Take(2));
        second.ShouldBeEmpty();
        third.Select(run => run.Id).ShouldBe([started[2]]);
    }

    [Theory, EveryDatabase]
    public async Task Claim_QueueAllWithALimit_StartsInOrderAndSeveralAtOnce(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("work", Manifest("queue-all", 3));
        var started = await StartAsync(room, "work", 4);

        (await ClaimAsync(room)).Select(run => run.Id).ShouldBe(started.Take(3));
    }

    [Theory, EveryDatabase]
    public async Task Claim_AnotherWorkflowIsAtItsLimit_IsNotHeldUp(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("slow", Manifest("allow", 1));
        await room.DeployAsync("free", Manifest("allow", null), "c2");
        await StartAsync(room, "slow", 3);
        await ClaimAsync(room);
        var free = await StartAsync(room, "free", 3);

        (await ClaimAsync(room)).Select(run => run.Id).ShouldBe(free);
    }

    [Fact]
    public async Task ActiveRuns_OnSqlite_AreFoundWithoutTheHistoryOfTheirWorkflow()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);

        var plan = await room.Database.ReadAsync(
            session => session.QueryAsync<PlanStep>(
                "EXPLAIN QUERY PLAN SELECT 1 FROM runs o WHERE o.workflow = @Workflow AND o.id <> @Workflow AND o.state IN ('queued', 'running', 'committing')", new { Workflow = "a" }, None),
            None);

        plan.Single().Detail.ShouldContain("runs_active (workflow=? AND state=?)");
    }

    [Theory, EveryDatabase]
    public async Task Claim_ManyAtOnce_EachRunHasASecretOfItsOwn(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("work", Manifest("allow", null));
        var started = await StartAsync(room, "work", 40);

        var claimed = await room.Get<RunJournal>().ClaimAsync(100, None);

        claimed.Select(run => run.Id).ShouldBe(started);
        claimed.Select(run => run.Token).ShouldAllBe(token => token != null);
        claimed.Select(run => run.Token).ShouldBeUnique();
    }

    [Theory, EveryDatabase]
    public async Task Claim_RetryWaitsForItsTime_DoesNotHoldAPlace(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("work", Manifest("allow", 1).Replace("script: work.sh", "script: work.sh\n  retries: 1", StringComparison.Ordinal));
        room.Twin.Fails("work.sh");
        var started = await StartAsync(room, "work", 1);
        await room.InvokeAsync();
        started.AddRange(await StartAsync(room, "work", 1));

        (await ClaimAsync(room)).Select(run => run.Id).ShouldBe([started[1]]);
    }

    [Theory, EveryDatabase]
    public async Task Claim_TwinsLimit_CountsOverServersAndWorkflows(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumTwinRuns = 3);
        await using var other = room.Another(options => options.MaximumTwinRuns = 3);
        await room.DeployAsync("one", Manifest("allow", null));
        await room.DeployAsync("two", Manifest("allow", null), "c2");
        await StartAsync(room, "one", 2);
        await StartAsync(room, "two", 5);

        var here = await ClaimAsync(room, 2);
        var there = await ClaimAsync(other, 8);
        var none = await ClaimAsync(room, 8);
        await EndAsync(room, here[0]);
        var freed = await ClaimAsync(other, 8);

        (here.Count, there.Count, none.Count, freed.Count).ShouldBe((2, 1, 0, 1));
    }

    [Theory, EveryDatabase]
    public async Task Claim_FromManyServersAtOnce_NeverPassesTheLimits(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await using var other = room.Another();
        await room.DeployAsync("limited", Manifest("allow", 3));
        await room.DeployAsync("single", Manifest("queue-all", null), "c2");
        await StartAsync(room, "limited", 20);
        await StartAsync(room, "single", 5);

        var claimed = (await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => ClaimAsync(i % 2 == 0 ? room : other, 2))))).SelectMany(runs => runs).ToList();

        claimed.GroupBy(run => run.Row.Workflow).ToDictionary(group => group.Key, group => group.Count())
            .ShouldBe(new Dictionary<string, int> { ["limited"] = 3, ["single"] = 1 }, ignoreOrder: true);
    }

    private static string Manifest(string overlap, int? concurrency) =>
        $"""
        run:
          script: work.sh
          overlap: {overlap}
        {(concurrency is { } limit ? $"  concurrency: {limit}" : "")}
        role: worker
        """;

    private static async Task<List<string>> StartAsync(WorkflowRoom room, string workflow, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add((await room.StartAsync(workflow)).Summary.Id);
        }

        return ids;
    }

    private static Task<IReadOnlyList<ClaimedRun>> ClaimAsync(WorkflowRoom room, int count = 16) => room.Get<RunJournal>().ClaimAsync(count, None);

    private static async Task EndAsync(WorkflowRoom room, ClaimedRun run) => (await room.Get<RunJournal>().CommitAsync(run, null, nothingToApply: true, None)).IsOk.ShouldBeTrue();

    private sealed class PlanStep
    {
        public required string Detail { get; init; }
    }
}
