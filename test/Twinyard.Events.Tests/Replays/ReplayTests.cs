using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Events.Replays;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Replays;

public sealed class ReplayTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Principal Alice = new(Principal.User, "alice", "owner");
    private static readonly KeyValuePair<string, string?>[] Settings = [new("Events:RetentionDays", "1"), new("Events:ArchiveDays", "2")];

    [Theory, EveryDatabase]
    public async Task Replay_OfAWindow_PublishesTheEventsOfItMarkedAndWithTheirTime(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        var times = new List<DateTimeOffset>();
        foreach (var type in (string[])["before", "a", "b", "behind"])
        {
            times.Add(test.Time.GetUtcNow());
            await test.PublishAsync(type);
            test.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var replay = await StartAsync(test, "again", times[1], times[3]);
        await test.ReplayAsync();

        (replay.State, replay.RequestedBy).ShouldBe(("running", "user/alice"));
        var events = await EventsAsync(test);
        events.Select(envelope => envelope.DetailType).ShouldBe(["before", "a", "b", "behind", "a", "b"]);
        var (original, repeated) = (events[1], events[4]);
        repeated.Replay.ShouldBe(new ReplayMark("again", original.Id, original.Time));
        repeated.Id.ShouldNotBe(original.Id);
        (repeated.Source, repeated.Detail.ToJsonString(), repeated.Time).ShouldBe((original.Source, original.Detail.ToJsonString(), test.Time.GetUtcNow()));
        var json = repeated.ToJson("dev");
        ((string?)json["replay-name"], (string?)json["original-id"], (string?)json["time"]).ShouldBe(("again", original.Id, (string?)original.ToJson("dev")["time"]));
        original.ToJson("dev").ContainsKey("replay-name").ShouldBeFalse();
        var ended = (await test.Replays.FindAsync("again", None)).Value;
        (ended.State, ended.Events, ended.Read, ended.Published, ended.EndedAt).ShouldBe(("completed", 2, 2, 2, test.Time.GetUtcNow()));
    }

    [Theory, EveryDatabase]
    public async Task Replay_WithAPattern_PublishesWhatMatchesAlone(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        await PublishAsync(test, "a", "b", "a", "c");

        await StartAsync(test, "again", pattern: """{ "detail-type": ["a", "c"], "replay-name": [{ "exists": false }] }""");
        await test.ReplayAsync();

        (await ReplayedAsync(test, "again")).ShouldBe("a a c");
        var ended = (await test.Replays.FindAsync("again", None)).Value;
        (ended.Events, ended.Read, ended.Published).ShouldBe((4, 4, 3));
    }

    [Theory, EveryDatabase]
    public async Task Replay_OfATimeWithAReplay_LeavesItsEventsOut(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        await PublishAsync(test, "a", "b");
        await StartAsync(test, "first");
        await test.ReplayAsync();
        test.Time.Advance(TimeSpan.FromMinutes(5));

        await StartAsync(test, "second");
        await test.ReplayAsync();

        (await ReplayedAsync(test, "second")).ShouldBe("a b");
        (await EventsAsync(test)).Count.ShouldBe(6);
    }

    [Theory, EveryDatabase]
    public async Task Replay_ForConsumers_ReachesThoseThatTakeReplays(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine, new RecordingConsumer("books"), new RecordingConsumer("runs", takesReplays: true));
        await PublishAsync(test, "a", "b");
        await test.DispatchAsync();

        await StartAsync(test, "again");
        await test.ReplayAsync();
        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "runs")).ShouldBe("a b a b");
        (await RecordingConsumer.HandledAsync(test.Database, "books")).ShouldBe("a b");
        (await test.History.ListConsumersAsync(None)).ShouldAllBe(consumer => consumer.Behind == 0);
    }

    [Theory, EveryDatabase]
    public async Task Replay_WhileAConsumerIsFarBehind_StandsBackAndGoesOnWhenItHasCaughtUp(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine, new RecordingConsumer("one", takesReplays: true));
        await test.DispatchAsync();
        await PublishAsync(test, [.. Enumerable.Range(0, ReplayWork.MostAhead + 1).Select(_ => "a")]);
        await StartAsync(test, "again");

        await test.ReplayAsync();
        var standing = (await test.Replays.FindAsync("again", None)).Value;
        for (var pass = 0; pass < 4; pass++)
        {
            await test.DispatchAsync();
            await test.ReplayAsync();
        }

        (standing.State, standing.Read).ShouldBe(("running", 0));
        (await test.Replays.FindAsync("again", None)).Value.Published.ShouldBe(ReplayWork.MostAhead + 1);
    }

    [Theory, EveryDatabase]
    public async Task CancelAsync_HalfWay_PublishesNothingMore(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        await PublishAsync(test, [.. Enumerable.Range(0, ReplayWork.Batch * 2).Select(_ => "a")]);
        await StartAsync(test, "again");
        test.Ids.Left = ReplayWork.Batch + 5;
        await test.ReplayAsync();

        var cancelled = (await test.Replays.CancelAsync("again", None)).Value;
        await test.ReplayAsync();

        (cancelled.State, cancelled.Read, cancelled.Published, cancelled.EndedAt).ShouldBe(("cancelled", ReplayWork.Batch, ReplayWork.Batch, test.Time.GetUtcNow()));
        (await EventsAsync(test)).Count.ShouldBe(ReplayWork.Batch * 3);
        (await test.Replays.CancelAsync("again", None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("cancelled already");
        (await test.Replays.CancelAsync("never", None)).Error.ShouldBeOfType<NotFoundError>();
    }

    [Theory, EveryDatabase]
    public async Task Replay_OnTwoNodes_PublishesEachEventOnce(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        await using var other = test.Provider();
        await PublishAsync(test, [.. Enumerable.Range(0, ReplayWork.Batch * 4).Select(i => $"e{i}")]);
        await StartAsync(test, "again");

        while ((await test.Replays.FindAsync("again", None)).Value.State == "running")
        {
            await Task.WhenAll(test.ReplayAsync(), EventsTest.ReplayAsync(other));
        }

        (await ReplayedAsync(test, "again")).ShouldBe(string.Join(' ', Enumerable.Range(0, ReplayWork.Batch * 4).Select(i => $"e{i}")));
    }

    [Theory, EveryDatabase]
    public async Task StartAsync_WhatCannotBe_IsRefused(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        var now = test.Time.GetUtcNow();
        async Task<Error?> RefusalAsync(string? name, DateTimeOffset from, DateTimeOffset to, string? pattern = null) =>
            (await test.Replays.StartAsync(new ReplayRequest(name, from, to, pattern), Alice, None)).Error;

        (await RefusalAsync(null, now, now)).ShouldBeOfType<InvalidError>().Code.ShouldBe("replay-window");
        (await RefusalAsync(null, now, now.AddSeconds(1))).ShouldBeOfType<InvalidError>().Message.ShouldContain("not come yet");
        (await RefusalAsync("a b", now.AddDays(-1), now)).ShouldBeOfType<InvalidError>().Code.ShouldBe("replay-name-invalid");
        (await RefusalAsync("a", now.AddDays(-1), now, """{ "source": "text" }""")).ShouldBeOfType<InvalidError>();
        (await RefusalAsync("a", now.AddDays(-1), now)).ShouldBeNull();
        (await RefusalAsync("a", now.AddDays(-1), now)).ShouldBeOfType<ConflictError>().Code.ShouldBe("replay-exists");
        for (var i = 1; i < EventReplays.MostRunning; i++)
        {
            (await RefusalAsync(null, now.AddDays(-1), now)).ShouldBeNull();
        }

        (await RefusalAsync(null, now.AddDays(-1), now)).ShouldBeOfType<LimitError>().Remedy.ShouldContain("replay cancel");
    }

    [Theory, EveryDatabase]
    public async Task ListAsync_ByPages_GivesEachOnceNewestFirst(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        for (var i = 0; i < 5; i++)
        {
            await StartAsync(test, $"r{i}");
            test.Time.Advance(TimeSpan.FromSeconds(i % 2));
        }

        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await test.Replays.ListAsync(new PageRequest(after, 2), None);
            names.AddRange(page.Items.Select(replay => replay.Name));
            after = page.Next;
        }
        while (after is not null);

        names.ShouldBe(["r4", "r3", "r2", "r1", "r0"]);
    }

    [Theory, EveryDatabase]
    public async Task RetainAsync_WhatAReplayHasStillToRead_StaysAndGoesAfterwards(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine, Settings);
        await PublishAsync(test, "outside");
        test.Time.Advance(TimeSpan.FromHours(1));
        var from = test.Time.GetUtcNow();
        await PublishAsync(test, "a", "b");
        test.Time.Advance(TimeSpan.FromHours(30));

        await test.RetainAsync();
        var afterADay = await EventsAsync(test);
        await StartAsync(test, "again", from);
        test.Time.Advance(TimeSpan.FromDays(2));
        await test.RetainAsync();
        var whileItRuns = await EventsAsync(test);
        await test.ReplayAsync();
        await test.RetainAsync();
        var afterIt = await EventsAsync(test);
        test.Time.Advance(TimeSpan.FromDays(3));
        await test.RetainAsync();

        afterADay.Count.ShouldBe(3, "events are kept as long as the archive is to be");
        whileItRuns.Select(envelope => envelope.DetailType).ShouldBe(["a", "b"]);
        afterIt.Select(envelope => envelope.Replay?.Name).ShouldBe(["again", "again"], "what was replayed counts from then");
        (await EventsAsync(test)).ShouldBeEmpty();
        (await test.Replays.FindAsync("again", None)).Error.ShouldBeOfType<NotFoundError>();
    }

    [Theory, EveryDatabase]
    public async Task ReadAsync_OfTheArchive_GivesTheWindowByTimeAndThenByPlace(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        var archive = test.Get<IEventArchive>();
        (await archive.BeginningAsync(None)).ShouldBeNull();
        var start = test.Time.GetUtcNow();
        await PublishAsync(test, [.. Enumerable.Range(0, 501).Select(i => $"e{i}")]);
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await PublishAsync(test, "late");
        await test.Database.WriteAsync(session => session.ExecuteAsync("UPDATE event_arrivals SET at = at - 1 WHERE detail_type = 'e500'", null, None), None);

        async Task<List<string>> TypesAsync(ArchiveWindow window)
        {
            var types = new List<string>();
            await foreach (var envelope in archive.ReadAsync(window, None))
            {
                types.Add(envelope.DetailType);
            }

            return types;
        }

        (await TypesAsync(new(start.AddSeconds(-1), start.AddMinutes(1)))).ShouldBe(["e500", .. Enumerable.Range(0, 500).Select(i => $"e{i}")]);
        (await TypesAsync(new(start.AddMinutes(1), start.AddMinutes(2)))).ShouldBe(["late"]);
        (await TypesAsync(new(start.AddDays(-1), start.AddDays(1), "test", "e7"))).ShouldBe(["e7"]);
        (await TypesAsync(new(start.AddDays(-1), start.AddDays(1), "other"))).ShouldBeEmpty();
        (await archive.BeginningAsync(None)).ShouldBe(start.AddMicroseconds(-1));
    }

    private static async Task<EventReplay> StartAsync(EventsTest test, string name, DateTimeOffset? from = null, DateTimeOffset? to = null, string? pattern = null)
    {
        // The window's end is not part of it.
        test.Time.Advance(TimeSpan.FromMilliseconds(to is null ? 1 : 0));
        var now = test.Time.GetUtcNow();
        return (await test.Replays.StartAsync(new ReplayRequest(name, from ?? now.AddDays(-1), to ?? now, pattern), Alice, None)).Value;
    }

    private static Task PublishAsync(EventsTest test, params string[] detailTypes) => test.Database.WriteAsync(
        async session =>
        {
            foreach (var detailType in detailTypes)
            {
                await test.Bus.PublishAsync(new NewEvent("test", detailType, new System.Text.Json.Nodes.JsonObject { ["a"] = 1 }), session, None);
            }
        },
        None);

    private static async Task<IReadOnlyList<EventEnvelope>> EventsAsync(EventsTest test) =>
        [.. (await test.History.ListAsync(null, null, new PageRequest(null, PageRequest.MaximumSize), None)).Items.Reverse()];

    private static async Task<string> ReplayedAsync(EventsTest test, string name) =>
        string.Join(' ', (await EventsAsync(test)).Where(envelope => envelope.Replay?.Name == name).Select(envelope => envelope.DetailType));
}
