using Twinyard.Events.Delivery;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Delivery;

public sealed class DeadLettersTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task RedriveAsync_Once_HandsTheEventOverOnceAndKeepsTheHistory(DatabaseEngine engine)
    {
        var broken = true;
        await using var test = await EventsTest.CreateAsync(engine, [], new RecordingConsumer("one", _ => broken, Refused), new RecordingConsumer("two"));
        await test.PublishAsync("a");
        await test.DispatchAsync();
        var id = (await test.DeadLetters.ListAsync(null, null, default, None)).Value.Items.ShouldHaveSingleItem().Id;
        broken = false;

        var redrives = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => test.DeadLetters.RedriveAsync(id, None)));
        await test.DispatchAsync();
        await test.DispatchAsync();

        redrives.Count(redriven => redriven.IsOk).ShouldBe(1);
        redrives.Where(redriven => !redriven.IsOk).ShouldAllBe(redriven => redriven.Error is ConflictError);
        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("a");
        (await RecordingConsumer.HandledAsync(test.Database, "two")).ShouldBe("a");
        var history = (await test.DeadLetters.FindAsync(id, None)).Value;
        (history.Letter.State, history.Letter.Attempts, history.Letter.Redrives).ShouldBe(("delivered", 2, 1));
        history.Steps.Select(step => step.What).ShouldBe(["dead", "redriven", "delivered"]);
    }

    [Theory, EveryDatabase]
    public async Task RedriveAsync_FailsAgain_IsDeadAgainAndMayBeRedrivenAgain(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine, [], new RecordingConsumer("one", _ => true, Refused));
        await test.PublishAsync("a");
        await test.DispatchAsync();
        var id = (await test.DeadLetters.ListAsync(null, null, default, None)).Value.Items.Single().Id;

        (await test.DeadLetters.RedriveAsync(id, None)).Value.State.ShouldBe("redriven");
        await test.DispatchAsync();
        (await test.DeadLetters.RedriveAsync(id, None)).IsOk.ShouldBeTrue();
        await test.DispatchAsync();

        var history = (await test.DeadLetters.FindAsync(id, None)).Value;
        (history.Letter.State, history.Letter.Attempts, history.Letter.Redrives).ShouldBe(("dead", 3, 2));
        history.Steps.Select(step => step.What).ShouldBe(["dead", "redriven", "dead", "redriven", "dead"]);
        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task RedriveAllAsync_OfAConsumer_LeavesThoseOfOthers(DatabaseEngine engine)
    {
        var broken = true;
        await using var test = await EventsTest.CreateAsync(
            engine, [], new RecordingConsumer("one", _ => broken, Refused), new RecordingConsumer("two", _ => true, Refused));
        for (var i = 0; i < 3; i++)
        {
            await test.PublishAsync($"e{i}");
        }

        await test.DispatchAsync();
        broken = false;

        (await test.DeadLetters.RedriveAllAsync("one", None)).Value.ShouldBe(3);
        await test.DispatchAsync();

        (await RecordingConsumer.HandledAsync(test.Database, "one")).ShouldBe("e0 e1 e2");
        (await test.DeadLetters.ListAsync("two", null, default, None)).Value.Items.ShouldAllBe(letter => letter.State == "dead");
        (await test.DeadLetters.RedriveAllAsync("one", None)).Value.ShouldBe(0);
        (await test.DeadLetters.RedriveAllAsync("three", None)).Error.ShouldBeOfType<ConflictError>().Remedy.ShouldContain("one, two");
    }

    [Theory, EveryDatabase]
    public async Task ListAsync_ByPages_GivesEachOnceNewestFirst(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(
            engine, [], new RecordingConsumer("one", _ => true, Refused), new RecordingConsumer("two", _ => true, Refused));
        for (var i = 0; i < 5; i++)
        {
            await test.PublishAsync($"e{i}");
            await test.DispatchAsync();
            test.Time.Advance(TimeSpan.FromSeconds(i % 2));
        }

        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = (await test.DeadLetters.ListAsync(null, null, new PageRequest(after, 3), None)).Value;
            ids.AddRange(page.Items.Select(letter => letter.Id));
            after = page.Next;
        }
        while (after is not null);

        ids.ShouldBe(["one:5", "two:5", "one:4", "two:4", "one:3", "two:3", "one:2", "two:2", "one:1", "two:1"]);
    }

    [Theory, EveryDatabase]
    public async Task ListAsync_ByState_GivesThoseAloneAndCountsTheDead(DatabaseEngine engine)
    {
        var broken = true;
        await using var test = await EventsTest.CreateAsync(engine, [], new RecordingConsumer("one", _ => broken, Refused));
        for (var i = 0; i < 3; i++)
        {
            await test.PublishAsync($"e{i}");
        }

        await test.DispatchAsync();
        (await test.DeadLetters.CountDeadAsync(None)).ShouldBe(3);
        broken = false;
        await test.DeadLetters.RedriveAsync("one:1", None);
        await test.DispatchAsync();
        await test.DeadLetters.RedriveAsync("one:2", None);

        foreach (var (state, id) in ((string, string)[])[("delivered", "one:1"), ("redriven", "one:2"), ("dead", "one:3")])
        {
            (await test.DeadLetters.ListAsync(null, state, default, None)).Value.Items.ShouldHaveSingleItem().Id.ShouldBe(id);
        }

        (await test.DeadLetters.CountDeadAsync(None)).ShouldBe(1);
        (await test.DeadLetters.ListAsync(null, "gone", default, None)).Error.ShouldBeOfType<InvalidError>().Remedy.ShouldContain("delivered");
    }

    [Theory, EveryDatabase]
    public async Task Unknown_IsNotFound(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);

        foreach (var id in (string[])["one:1", "nonsense", "", "one:x", ":1"])
        {
            (await test.DeadLetters.FindAsync(id, None)).Error.ShouldBeOfType<NotFoundError>();
            (await test.DeadLetters.RedriveAsync(id, None)).Error.ShouldBeOfType<NotFoundError>();
        }
    }

    [Theory, EveryDatabase]
    public async Task RetainAsync_OldLetters_GoWithTheirHistoryAndEvent(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine, [], new RecordingConsumer("one", _ => true, Refused));
        await test.PublishAsync("a");
        await test.DispatchAsync();
        test.Time.Advance(TimeSpan.FromDays(31));

        await test.RetainAsync();
        await test.RetainAsync();

        (await test.DeadLetters.ListAsync(null, null, default, None)).Value.Items.ShouldBeEmpty();
        (await test.History.ListAsync(null, null, default, None)).Items.ShouldBeEmpty();
        (await test.Database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM event_dead_letter_history", null, None), None)).ShouldBe(0);
    }

    private static UndeliverableException Refused() => new(UndeliverableException.NoSuchTarget, "", "There is nobody.");
}
