using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Events.Replays;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.EventTriggers;

public sealed class ReplayedEventTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Handle_Replayed_RunsWhoeverDoesNotExcludeIt(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("any", Manifest("{ source: [plant] }"));
        await room.DeployAsync("fresh", Manifest("{ source: [plant], replay-name: [ { exists: false } ] }"));
        await room.DeployAsync("again", Manifest("{ source: [plant], replay-name: [january] }"));
        await room.Get<IEventBus>().PublishAsync(new NewEvent("plant", "part.made", new JsonObject { ["serial"] = 7 }), None);
        await room.DispatchEventsAsync();
        await room.InvokeAsync();
        var published = room.Time.GetUtcNow();
        room.Time.Advance(TimeSpan.FromHours(1));

        var request = new ReplayRequest("january", published, room.Time.GetUtcNow(), """{ "source": ["plant"] }""");
        (await room.Get<IEventReplays>().StartAsync(request, WorkflowRoom.Alice, None)).IsOk.ShouldBeTrue();
        await room.Get<IEnumerable<IBackgroundWork>>().Single(work => work.Name == "event-replay").RunOnceAsync(None);
        await room.DispatchEventsAsync();
        await room.InvokeAsync();

        (await room.LedgerAsync("any")).Count.ShouldBe(2);
        (await room.LedgerAsync("fresh")).Count.ShouldBe(1);
        var line = (await room.LedgerAsync("again")).ShouldHaveSingleItem();
        line.DueAt.ShouldBe(room.Time.GetUtcNow());
        line.Reference.ShouldEndWith(", replayed by january");
        var seen = JsonNode.Parse(room.Twin.Runs[^1].EventJson)!; // the envelope that the run was given
        ((string?)seen["replay-name"], (string?)seen["time"], (int?)seen["detail"]!["serial"]).ShouldBe(("january", "2026-01-01T00:00:00.000000Z", 7));
    }

    private static string Manifest(string pattern) => $"run: {{ script: react.sh, overlap: allow }}\ntriggers:\n  - event: {pattern}\nrole: evaluator\n";
}
