using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Lateness;

public sealed class LatenessTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Watch_RunDoesNotStart_IsToldOnceAndAgainWhenItHasStarted(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "start-within: 5m");
        await TickAsync(room);
        await room.WatchAsync();
        (await ToldAsync(room)).ShouldBeEmpty("it is not late yet");

        room.Time.Advance(TimeSpan.FromMinutes(5));
        await room.WatchAsync();
        await room.WatchAsync();
        await room.InvokeAsync();
        await room.WatchAsync();
        (await ToldAsync(room)).ShouldBe(["run.late start 1"], "it caught up in a minute that has its number already");

        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.WatchAsync();
        await room.WatchAsync();
        (await ToldAsync(room)).ShouldBe(["run.late start 1", "run.caught-up start 0"]);
    }

    [Theory, EveryDatabase]
    public async Task Watch_RunDoesNotEnd_IsToldOnceAndAgainWhenItHas(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "finish-within: 10m");
        var gate = room.Twin.Waits("work.sh");
        await TickAsync(room);
        var invoking = room.InvokeAsync();
        await gate.Started.Task;

        room.Time.Advance(TimeSpan.FromMinutes(11));
        await room.HeartbeatAsync();
        await room.WatchAsync();
        gate.Open.SetResult();
        await invoking;
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.WatchAsync();

        (await ToldAsync(room)).ShouldBe(["run.late finish 1", "run.caught-up finish 0"]);
        var late = (await EventsAsync(room))[0];
        late.Detail["runId"]!.GetValue<string>().ShouldBe(room.Twin.Runs[0].RunId); // a late run is named
        late.Detail["due"]!.GetValue<string>().ShouldBe("2026-01-01T01:00:00Z");
    }

    [Theory, EveryDatabase]
    public async Task Watch_TickWasMissed_IsLateUntilTheNextOneRan(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "start-within: 5m", "none");
        room.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(30));
        await room.TickAsync();
        await room.WatchAsync();
        room.Time.Advance(TimeSpan.FromMinutes(10));
        await room.WatchAsync();
        (await ToldAsync(room)).ShouldBe(["run.late start 1"]);

        room.Time.AdjustTime(WorkflowRoom.Start.AddHours(2));
        await room.TickAsync();
        await room.InvokeAsync();
        await room.WatchAsync();

        (await ToldAsync(room)).ShouldBe(["run.late start 1", "run.caught-up start 0"]);
    }

    [Theory, EveryDatabase]
    public async Task Watch_SeveralAreLate_TheAlarmsNumberIsThatOfThoseLeft(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "start-within: 5m");
        for (var i = 0; i < 3; i++)
        {
            await TickAsync(room);
        }

        room.Time.Advance(TimeSpan.FromMinutes(6));
        await room.WatchAsync();
        await room.InvokeAsync();
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.WatchAsync();

        (await ToldAsync(room)).ShouldBe(["run.late start 1", "run.late start 2", "run.late start 3", "run.caught-up start 0", "run.caught-up start 0", "run.caught-up start 0"]);
    }

    [Theory, EveryDatabase]
    public async Task Watch_TwoServers_EachIsToldOnce(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "start-within: 5m");
        await using var other = room.Another();
        await TickAsync(room);
        room.Time.Advance(TimeSpan.FromMinutes(6));

        await Task.WhenAll(room.WatchAsync(), other.WatchAsync());

        (await ToldAsync(room)).ShouldBe(["run.late start 1"]);
    }

    [Theory, EveryDatabase]
    public async Task Watch_NothingIsExpected_NothingIsLate(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine, "");
        await TickAsync(room);

        room.Time.Advance(TimeSpan.FromDays(1));
        await room.WatchAsync();

        (await ToldAsync(room)).ShouldBeEmpty();
    }

    private static async Task<WorkflowRoom> RoomAsync(DatabaseEngine engine, string expect, string catchUp = "last")
    {
        var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", $$"""
            run: { script: work.sh, overlap: queue-all }
            triggers: [ { schedule: cron(0 * * * ? *), catch-up: {{catchUp}} } ]
            expect: { {{expect}} }
            role: evaluator
            """);
        return room;
    }

    private static async Task TickAsync(WorkflowRoom room)
    {
        var now = room.Time.GetUtcNow();
        room.Time.AdjustTime(now.AddHours(1) - TimeSpan.FromTicks(now.UtcTicks % TimeSpan.TicksPerHour));
        await room.TickAsync();
    }

    private static async Task<IReadOnlyList<EventEnvelope>> EventsAsync(WorkflowRoom room)
    {
        var page = await room.Get<IEventHistory>().ListAsync("twinyard.workflows", null, new PageRequest(null, 1000), None);
        return [.. page.Items.Where(envelope => envelope.DetailType is "run.late" or "run.caught-up").Reverse()];
    }

    private static async Task<IReadOnlyList<string>> ToldAsync(WorkflowRoom room) =>
        [.. (await EventsAsync(room)).Select(envelope => $"{envelope.DetailType} {envelope.Detail["expected"]} {envelope.Detail["late"]}")];
}
