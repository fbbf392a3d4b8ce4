using Microsoft.Extensions.Options;
using Twinyard.Events.Bus;
using Twinyard.Events.Delivery;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Delivery;

public sealed class RetryTests
{
    private static readonly KeyValuePair<string, string?>[] Defaults = [];

    [Theory, EveryDatabase]
    public async Task Failure_AfterTheAttemptsInPlace_LetsLaterEventsPassAndIsTriedOn(DatabaseEngine engine)
    {
        var broken = true;
        var consumer = new RecordingConsumer("one", envelope => broken && envelope.DetailType == "b");
        await using var test = await EventsTest.CreateAsync(engine, Defaults, consumer);
        await PublishAsync(test, "a", "b", "c");

        await test.DispatchAsync();
        test.Time.Advance(TimeSpan.FromSeconds(2));
        await test.DispatchAsync();
        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("a", "the event is tried in its place first");
        test.Time.Advance(TimeSpan.FromSeconds(2));
        await test.DispatchAsync();
        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("a c");
        var aside = (await test.History.ListConsumersAsync(EventsTest.None)).ShouldHaveSingleItem();
        (aside.Behind, aside.Aside).ShouldBe((0, 1));

        broken = false;
        test.Time.Advance(TimeSpan.FromSeconds(5));
        await test.DispatchAsync();
        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("a b c");
        (await test.DeadLetters.ListAsync(null, null, default, EventsTest.None)).Value.Items.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Failure_ForGood_EndsAfterADayOr185Attempts(DatabaseEngine engine)
    {
        var consumer = new RecordingConsumer("one", _ => true);
        await using var test = await EventsTest.CreateAsync(engine, Defaults, consumer);
        await PublishAsync(test, "a");
        var first = test.Time.GetUtcNow();

        await test.DispatchForAsync(TimeSpan.FromHours(26));

        var letter = (await test.DeadLetters.ListAsync("one", null, default, EventsTest.None)).Value.Items.ShouldHaveSingleItem();
        letter.Exhausted.ShouldBe("age");
        letter.Attempts.ShouldBe(consumer.Calls);
        letter.Attempts.ShouldBeInRange(100, 185);
        letter.FirstAt.ShouldBe(first);
        (letter.At - first).ShouldBeInRange(TimeSpan.FromHours(23.5), TimeSpan.FromHours(24));
        (letter.Target, letter.ErrorCode, letter.State).ShouldBe(("one", "InvalidOperationException", "dead"));
    }

    [Theory, EveryDatabase]
    public async Task Failure_AsideTooOften_BecomesADeadLetter(DatabaseEngine engine)
    {
        var consumer = new RecordingConsumer("one", _ => true);
        await using var test = await EventsTest.CreateAsync(engine, [new("Events:Attempts", "5"), new("Events:AttemptsInPlace", "1")], consumer);
        await PublishAsync(test, "a");

        await test.DispatchForAsync(TimeSpan.FromHours(2));

        consumer.Calls.ShouldBe(5);
        var letter = (await test.DeadLetters.ListAsync("one", null, default, EventsTest.None)).Value.Items.ShouldHaveSingleItem();
        (letter.Attempts, letter.Exhausted).ShouldBe((5, "attempts"));
    }

    [Theory, EveryDatabase]
    public async Task Failure_Permanent_IsADeadLetterAtOnce(DatabaseEngine engine)
    {
        var consumer = new RecordingConsumer(
            "one", envelope => envelope.DetailType == "b", () => new UndeliverableException(UndeliverableException.NoPermission, "workflow/train", "The role may not start it."));
        await using var test = await EventsTest.CreateAsync(engine, Defaults, consumer);
        await PublishAsync(test, "a", "b", "c");

        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("a c");
        var letter = (await test.DeadLetters.ListAsync("one", null, default, EventsTest.None)).Value.Items.ShouldHaveSingleItem();
        (letter.Target, letter.ErrorCode, letter.Exhausted, letter.Attempts).ShouldBe(("workflow/train", "no-permission", "permanent", 1));
        letter.Error.ShouldContain("The role may not start it.");
    }

    [Theory, EveryDatabase]
    public async Task Aside_TwoNodesAtOnce_TakesEffectOnce(DatabaseEngine engine)
    {
        var broken = true;
        await using var test = await EventsTest.CreateAsync(engine, [new("Events:AttemptsInPlace", "1")], new RecordingConsumer("one", _ => broken));
        await using var other = test.Provider(new RecordingConsumer("one", _ => broken));
        await PublishAsync(test, [.. Enumerable.Range(0, 20).Select(i => $"e{i}")]);
        await test.DispatchAsync();
        broken = false;
        test.Time.Advance(TimeSpan.FromMinutes(1));

        await Task.WhenAll(test.DispatchAsync(), EventsTest.DispatchAsync(other));
        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe(string.Join(' ', Enumerable.Range(0, 20).Select(i => $"e{i}")));
    }

    [Theory, EveryDatabase]
    public async Task RetainAsync_AnEventThatIsAsideOrDead_IsKept(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(
            engine, [new("Events:AttemptsInPlace", "1"), new("Events:RetentionDays", "1"), new("Events:RetryMinutes", "10000")], new RecordingConsumer("one", envelope => envelope.DetailType == "b"));
        await PublishAsync(test, "a", "b");
        await test.DispatchAsync();
        test.Time.Advance(TimeSpan.FromDays(2));

        await test.RetainAsync();

        (await test.History.ListAsync(null, null, default, EventsTest.None)).Items.ShouldHaveSingleItem().DetailType.ShouldBe("b");
    }

    // The pauses double with up to a quarter more by chance, and never pass the longest.
    [Fact]
    public void After_Failures_WaitsLongerEachTimeUpToABound()
    {
        var time = TimeProvider.System;
        var policy = new DeliveryPolicy(Options.Create(new EventsOptions()), time, new Random(3));

        for (var attempts = 1; attempts < 185; attempts++)
        {
            var verdict = policy.After(new InvalidOperationException(), attempts, time.NowMicros());
            var least = Math.Min(480, 0.5 * Math.Pow(2, attempts - 1));

            verdict.Next.ShouldBe(attempts < 3 ? NextStep.InPlace : NextStep.Aside);
            verdict.Wait.TotalSeconds.ShouldBeInRange(least, least * 1.25);
        }

        policy.After(new InvalidOperationException(), 185, time.NowMicros()).Exhausted.ShouldBe("attempts");
    }

    private static async Task PublishAsync(EventsTest test, params string[] detailTypes)
    {
        foreach (var detailType in detailTypes)
        {
            await test.PublishAsync(detailType);
        }
    }
}
