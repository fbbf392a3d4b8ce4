using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Bus;

public sealed class EventDispatcherTests
{
    [Theory, EveryDatabase]
    public async Task RunOnceAsync_Events_ReachEveryConsumerOnceInOrder(DatabaseEngine engine)
    {
        await using var test = await CreateAsync(engine, new RecordingConsumer("one"), new RecordingConsumer("two"));
        await PublishAsync(test, "a", "b", "c");

        await test.DispatchAsync();
        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("a b c");
        (await RecordingConsumer.HandledAsync(test.Database, "two")).ShouldBe("a b c");
    }

    [Theory, EveryDatabase]
    public async Task RunOnceAsync_OneConsumerFails_OthersGoOnAndItsEffectsAreRolledBack(DatabaseEngine engine)
    {
        var failing = new RecordingConsumer("failing", envelope => envelope.DetailType == "b");
        await using var test = await CreateAsync(engine, failing, new RecordingConsumer("sound"));
        await PublishAsync(test, "a", "b", "c");

        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "sound")).ShouldBe("a b c");
        (await RecordingConsumer.HandledAsync(test.Database, "failing")).ShouldBe("a");
        var state = (await test.History.ListConsumersAsync(EventsTest.None)).Single(consumer => consumer.Name == "failing");
        state.Failures.ShouldBe(1);
        state.Behind.ShouldBe(2);
        state.LastError.ShouldBe("InvalidOperationException: broken on purpose");
    }

    [Theory, EveryDatabase]
    public async Task RunOnceAsync_BeforeTheBackOffIsOver_DoesNotTryAgain(DatabaseEngine engine)
    {
        var failing = new RecordingConsumer("failing", _ => true);
        await using var test = await CreateAsync(engine, failing);
        await PublishAsync(test, "a");
        await test.DispatchAsync();
        var calls = failing.Calls;

        await test.DispatchAsync();
        failing.Calls.ShouldBe(calls);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.DispatchAsync();

        failing.Calls.ShouldBe(calls + 1);
    }

    [Theory, EveryDatabase]
    public async Task RunOnceAsync_FailedTooOften_BecomesADeadLetterAndTheNextIsHandled(DatabaseEngine engine)
    {
        await using var test = await CreateAsync(engine, new RecordingConsumer("failing", envelope => envelope.DetailType == "b"));
        await PublishAsync(test, "a", "b", "c");

        for (var i = 0; i < 3; i++)
        {
            await test.DispatchAsync();
            test.Time.Advance(TimeSpan.FromMinutes(1));
        }

        (await RecordingConsumer.HandledAsync(test.Database, "failing")).ShouldBe("a c");
        var letter = (await test.DeadLetters.ListAsync(null, null, default, EventsTest.None)).Value.Items.ShouldHaveSingleItem();
        letter.Consumer.ShouldBe("failing");
        letter.DetailType.ShouldBe("b");
        letter.Attempts.ShouldBe(3);
        letter.Error.ShouldContain("broken on purpose");
    }

    [Theory, EveryDatabase]
    public async Task RunOnceAsync_TwoNodesAtOnce_EachEventTakesEffectOnce(DatabaseEngine engine)
    {
        await using var test = await CreateAsync(engine, new RecordingConsumer("one"));
        await using var other = test.Provider(new RecordingConsumer("one"));
        await PublishAsync(test, [.. Enumerable.Range(0, 120).Select(i => $"e{i}")]);

        await Task.WhenAll(test.DispatchAsync(), EventsTest.DispatchAsync(other));
        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe(string.Join(' ', Enumerable.Range(0, 120).Select(i => $"e{i}")));
    }

    [Theory, EveryDatabase]
    public async Task RetainAsync_OldEvents_AreRemovedOnceEveryConsumerHadThem(DatabaseEngine engine)
    {
        await using var test = await CreateAsync(engine, new RecordingConsumer("one"));
        await PublishAsync(test, "a", "b");
        await test.DispatchAsync();
        await PublishAsync(test, "c");
        test.Time.Advance(TimeSpan.FromDays(31));

        await test.RetainAsync();

        var left = await test.History.ListAsync(null, null, new Platform.Paging.PageRequest(null, null), EventsTest.None);
        left.Items.ShouldHaveSingleItem().DetailType.ShouldBe("c");
    }

    [Theory, EveryDatabase]
    public async Task RetainAsync_AConsumerOfAnEarlierVersion_HoldsNothingUp(DatabaseEngine engine)
    {
        await using var test = await CreateAsync(engine, new RecordingConsumer("one"));
        await test.Database.WriteAsync(
            session => session.ExecuteAsync("INSERT INTO event_consumers (name, position, failures, retry_at, last_error) VALUES ('gone', 0, 0, 0, '')", null, EventsTest.None),
            EventsTest.None);
        await PublishAsync(test, "a");
        test.Time.Advance(TimeSpan.FromDays(31));

        await test.RetainAsync();
        (await test.History.ListAsync(null, null, default, EventsTest.None)).Items.Count.ShouldBe(1, "the consumer that is there has not started");
        await test.DispatchAsync();
        await test.RetainAsync();

        (await test.History.ListAsync(null, null, default, EventsTest.None)).Items.ShouldBeEmpty();
    }

    private static async Task<EventsTest> CreateAsync(DatabaseEngine engine, params IEventConsumer[] consumers)
    {
        var test = await EventsTest.CreateAsync(engine, consumers);
        await test.Database.WriteAsync(session => session.ExecuteAsync(RecordingConsumer.CreateTable, null, EventsTest.None), EventsTest.None);
        return test;
    }

    private static async Task PublishAsync(EventsTest test, params string[] detailTypes)
    {
        foreach (var detailType in detailTypes)
        {
            await test.Bus.PublishAsync(new NewEvent("test", detailType, new JsonObject { ["a"] = 1 }), EventsTest.None);
        }
    }
}
