using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.EventTriggers;

public sealed class EventTriggerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Handle_EventMatches_RunsOnceWithTheEvent(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, """{ source: [plant], detail-type: [part.made] }""");
        var bus = room.Get<IEventBus>();

        await bus.PublishAsync(new NewEvent("plant", "part.made", new JsonObject { ["serial"] = 7 }) { Id = "e1" }, None);
        await bus.PublishAsync(new NewEvent("plant", "part.made", new JsonObject { ["serial"] = 7 }) { Id = "e1" }, None);
        await bus.PublishAsync(new NewEvent("plant", "part.scrapped", []), None);
        await room.DispatchEventsAsync();
        await room.DispatchEventsAsync();
        await room.InvokeAsync();

        var entry = (await room.LedgerAsync("react")).ShouldHaveSingleItem();
        (entry.Outcome, entry.Trigger).ShouldBe(("ran", "event"));
        var run = room.Twin.Runs.ShouldHaveSingleItem();
        JsonNode.Parse(run.EventJson)!["detail"]!["serial"]!.GetValue<int>().ShouldBe(7); // the envelope holds what was published
    }

    [Theory, EveryDatabase]
    public async Task Handle_WorkflowsOwnRuns_DoNotTriggerItAndTheLedgerSaysSo(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, """{ source: [twinyard.workflows], detail-type: [run.succeeded] }""");

        await room.StartAsync("react");
        await room.InvokeAsync();
        await room.DispatchEventsAsync();
        await room.InvokeAsync();

        room.Twin.Runs.Count.ShouldBe(1);
        var skipped = (await room.LedgerAsync("react")).Single(entry => entry.Outcome == "skipped");
        skipped.Reason.ShouldContain("its own runs");
    }

    [Theory, EveryDatabase]
    public async Task Handle_TwoWorkflowsTriggerEachOther_TheLoopIsRefused(DatabaseEngine engine)
    {
        const string Pattern = """{ source: [twinyard.workflows], detail-type: [run.succeeded] }""";
        await using var room = await RoomAsync(engine, Pattern, options => options.MaximumChainDepth = 3);
        await room.DeployAsync("echo", Manifest(Pattern));

        await room.StartAsync("react");
        for (var i = 0; i < 10; i++)
        {
            await room.InvokeAsync();
            await room.DispatchEventsAsync();
        }

        room.Twin.Runs.Count.ShouldBe(4, "the first run and three that followed");
        var ledgers = (await room.LedgerAsync("react")).Concat(await room.LedgerAsync("echo"));
        ledgers.ShouldContain(entry => entry.Reason.StartsWith("a loop", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Handle_ScriptWritesAnotherRunIntoItsEvent_TheLoopIsRefusedAllTheSame(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "{ source: [script] }", options => options.MaximumChainDepth = 3);
        var bus = room.Get<IEventBus>();
        await bus.PublishAsync(new NewEvent("script", "again", []), None);
        for (var i = 0; i < 10; i++)
        {
            await room.DispatchEventsAsync();
            var before = room.Twin.Runs.Count;
            await room.InvokeAsync();
            foreach (var run in room.Twin.Runs.Skip(before))
            {
                await bus.PublishAsync(new NewEvent("script", "again", new JsonObject { ["run"] = "the seventh" }) { Resources = [$"tyr:dev:workflows:run/{run.RunId}"] }, None);
            }
        }

        room.Twin.Runs.Count.ShouldBe(4, "the first run and three that followed");
        (await room.LedgerAsync("react")).ShouldContain(entry => entry.Reason.StartsWith("a loop", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Deploy_TriggerChanges_TheNextEventMeetsTheNewPattern(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "{ source: [old] }");
        await room.Get<IEventBus>().PublishAsync(new NewEvent("old", "x", []), None);
        await room.DispatchEventsAsync();
        await room.InvokeAsync();

        await room.DeployAsync("react", Manifest("{ source: [new] }"), commit: "c2");
        await room.Get<IEventBus>().PublishAsync(new NewEvent("old", "x", []), None);
        await room.Get<IEventBus>().PublishAsync(new NewEvent("new", "x", []), None);
        await room.DispatchEventsAsync();
        await room.InvokeAsync();

        room.Twin.Runs.Select(run => run.Commit).ShouldBe(["c1", "c2"]);
    }

    private static async Task<WorkflowRoom> RoomAsync(DatabaseEngine engine, string pattern, Action<WorkflowsOptions>? configure = null)
    {
        var room = await WorkflowRoom.CreateAsync(engine, configure);
        await room.DeployAsync("react", Manifest(pattern));
        return room;
    }

    private static string Manifest(string pattern) => $$"""
        run: { script: work.sh, overlap: allow }
        triggers: [ { event: {{pattern}} } ]
        role: evaluator
        """;
}
