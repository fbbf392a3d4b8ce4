using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Events.Bus;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Bus;

public sealed class EventBusTests
{
    private static readonly PageRequest All = new(null, null);

    [Theory, EveryDatabase]
    public async Task PublishAsync_InAUnitOfWorkThatFails_NothingHappened(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);

        await Should.ThrowAsync<InvalidOperationException>(() => test.Database.WriteAsync(
            async session =>
            {
                await test.Bus.PublishAsync(Event("a"), session, EventsTest.None);
                throw new InvalidOperationException("broken on purpose");
            },
            EventsTest.None));

        (await test.History.ListAsync(null, null, All, EventsTest.None)).Items.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task PublishAsync_SameIdTwice_TheSecondIsIgnored(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);

        await test.Bus.PublishAsync(Event("a") with { Id = "x" }, EventsTest.None);
        await test.Bus.PublishAsync(Event("b") with { Id = "x" }, EventsTest.None);

        (await test.History.ListAsync(null, null, All, EventsTest.None)).Items.ShouldHaveSingleItem().DetailType.ShouldBe("a");
    }

    // A reader that has seen n must never find a new event below n, whoever commits first.
    [Theory, EveryDatabase]
    public async Task PublishAsync_ManyWritersAtOnce_SequencesBecomeVisibleInOrder(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        await using var otherNode = test.Provider();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            var seen = new List<long>();
            while (true)
            {
                var last = done.IsCancellationRequested;
                await Task.WhenAll(
                    test.Get<EventPlacing>().PlaceAsync(EventsTest.None),
                    otherNode.GetRequiredService<EventPlacing>().PlaceAsync(EventsTest.None));
                var position = seen.Count == 0 ? 0 : seen[^1];
                var rows = await test.Database.ReadAsync(session => test.Get<EventStore>().AfterAsync(session, position, 1000, EventsTest.None), EventsTest.None);
                seen.AddRange(rows.Select(row => row.Sequence));
                if (last)
                {
                    return seen;
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await test.Bus.PublishAsync(Event($"{writer}.{i}"), EventsTest.None);
            }
        })));
        await done.CancelAsync();

        (await reader).ShouldBe(Enumerable.Range(1, 80).Select(sequence => (long)sequence));
    }

    // The second waits for the first neither to publish nor to be read, and the first comes behind it when it commits.
    [Theory, EveryDatabase]
    public async Task PublishAsync_WhileAnotherPublisherHasNotCommitted_IsPlacedBeforeIt(DatabaseEngine engine)
    {
        Assert.SkipWhen(engine == DatabaseEngine.Sqlite, "SQLite has one writer at a time.");
        await using var test = await EventsTest.CreateAsync(engine);
        var (written, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = test.Database.WriteAsync(
            async session =>
            {
                await test.Bus.PublishAsync(Event("slow"), session, EventsTest.None);
                session.BeforeCommit(_ =>
                {
                    written.SetResult();
                    return gate.Task;
                });
            },
            EventsTest.None);
        await written.Task;

        await test.Bus.PublishAsync(Event("quick"), EventsTest.None);
        var before = await test.History.ListAsync(null, null, All, EventsTest.None);
        gate.SetResult();
        await slow;
        var after = await test.History.ListAsync(null, null, All, EventsTest.None);

        before.Items.Select(envelope => (envelope.Sequence, envelope.DetailType)).ShouldBe([(1, "quick")]);
        after.Items.Select(envelope => (envelope.Sequence, envelope.DetailType)).ShouldBe([(2, "slow"), (1, "quick")]);
    }

    // The clock stands and the ids fall, so only what each publisher could have seen orders them.
    [Theory, EveryDatabase]
    public async Task PublishAsync_OneAfterTheOther_ArePlacedInThatOrder(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        string[] ids = ["i", "h", "g", "f", "e", "d", "c", "b", "a"];

        foreach (var pair in ids.Take(8).Chunk(2))
        {
            await test.Database.WriteAsync(
                async session =>
                {
                    await test.Bus.PublishAsync(Event("both") with { Id = pair[0] }, session, EventsTest.None);
                    await test.Bus.PublishAsync(Event("both") with { Id = pair[1] }, session, EventsTest.None);
                },
                EventsTest.None);
        }

        await test.Bus.PublishAsync(Event("alone") with { Id = ids[8] }, EventsTest.None);

        (await test.History.ListAsync(null, null, All, EventsTest.None)).Items.Reverse().Select(envelope => envelope.Id).ShouldBe(ids);
    }

    // Were the bus's position taken when an event is published, two such writers would wait for each other.
    [Theory, EveryDatabase]
    public async Task PublishAsync_WritersThatLockInOppositeOrder_BothCommit(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        await test.Database.WriteAsync(
            session => session.ExecuteAsync("CREATE TABLE shared (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)", null, EventsTest.None), EventsTest.None);
        await test.Database.WriteAsync(session => session.ExecuteAsync("INSERT INTO shared (id, n) VALUES (1, 0)", null, EventsTest.None), EventsTest.None);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => test.Database.WriteAsync(
            async session =>
            {
                if (i % 2 == 0)
                {
                    await test.Bus.PublishAsync(Event("a"), session, EventsTest.None);
                }

                await session.ExecuteAsync("UPDATE shared SET n = n + 1 WHERE id = 1", null, EventsTest.None);
                if (i % 2 == 1)
                {
                    await test.Bus.PublishAsync(Event("a"), session, EventsTest.None);
                }
            },
            EventsTest.None))));

        (await test.History.ListAsync(null, null, All, EventsTest.None)).Items.Count.ShouldBe(20);
    }

    [Theory, EveryDatabase]
    public async Task ListAsync_FilteredAndPaged_NewestFirst(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        foreach (var type in new[] { "a", "b", "a", "a" })
        {
            await test.Bus.PublishAsync(Event(type) with { Resources = ["tyr:dev:x:y/z"] }, EventsTest.None);
        }

        var first = await test.History.ListAsync("test", "a", new PageRequest(null, 2), EventsTest.None);
        var second = await test.History.ListAsync("test", "a", new PageRequest(first.Next, 2), EventsTest.None);

        first.Items.Select(envelope => envelope.Sequence).ShouldBe([4, 3]);
        second.Items.Select(envelope => envelope.Sequence).ShouldBe([1]);
        second.Next.ShouldBeNull();
        second.Items[0].Resources.ShouldBe(["tyr:dev:x:y/z"]);
        (await test.History.ListAsync("other", null, All, EventsTest.None)).Items.ShouldBeEmpty();
    }

    private static NewEvent Event(string detailType) => new("test", detailType, new JsonObject { ["n"] = 1 });
}
