using Twinyard.Fleet.Ingest;
using Twinyard.Platform.Homes;

namespace Twinyard.Fleet.Tests.Ingest;

/// <summary>Nodes with segments of their own and one warehouse.</summary>
public sealed class SeveralNodesTests
{
    [Fact]
    public async Task Load_AStreamThatChangesBetweenNodes_IsLoadedOnceWhoeverLoads()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using var a = await harness.StartNodeAsync("a");
        await using var b = await harness.StartNodeAsync("b");
        await AppendAsync(a, 0, 10);
        await a.LoadAsync();
        await AppendAsync(b, 5, 10);
        await b.LoadAsync();

        // What a knew of the stream is not true any more.
        await AppendAsync(a, 12, 8);
        await a.LoadAsync();

        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 20));
        (a.Counters.Duplicates, b.Counters.Duplicates).ShouldBe((3, 5));
    }

    [Fact]
    public async Task Load_OfOneNode_LeavesTheOthersPosition()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var a = await harness.StartNodeAsync("a"))
        await using (var b = await harness.StartNodeAsync("b"))
        {
            await AppendAsync(a, 0, 40);
            await a.LoadAsync();
            await AppendAsync(b, 100, 3);
            await b.LoadAsync();
        }

        await using var again = await harness.StartNodeAsync("a");
        await again.LoadAsync();
        await AppendAsync(again, 40, 2);
        await again.LoadAsync();

        (await harness.LoadedAsync()).ShouldBe([.. Numbers(0, 42), .. Numbers(100, 3)]);
        again.Counters.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task GoneNode_WithATornEnd_IsLoadedByTheElectedOneAndGoesOnWhenItComesBack()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var b = await harness.StartNodeAsync("b"))
        {
            await AppendAsync(b, 0, 60);
            await b.LoadAsync();
            await AppendAsync(b, 60, 5);
        }

        await File.AppendAllTextAsync(harness.SegmentsOf("b").FileOf(harness.SegmentsOf("b").List()[^1]), "half a record");

        await harness.LoadOfGoneNodesAsync("a");

        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 65));
        harness.SegmentsOf("b").List().ShouldBeEmpty();
        harness.Counters.Quarantined.ShouldBe(0);
        await using var back = await harness.StartNodeAsync("b");
        await AppendAsync(back, 65, 5);
        await back.LoadAsync();
        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 70));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task GoneNode_ThatIsAliveOrWhoseFolderIsHeld_IsLeftAlone(bool alive, bool held)
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var b = await harness.StartNodeAsync("b"))
        {
            await AppendAsync(b, 0, 5);
        }

        using (held ? HomeDirectory.TryHold(harness.FolderOf("b")).ShouldNotBeNull() : null)
        {
            await harness.LoadOfGoneNodesAsync("a", alive ? ["a", "b"] : ["a"]);
            (await harness.LoadedAsync()).ShouldBeEmpty();
        }

        await harness.LoadOfGoneNodesAsync("a", "a");
        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 5));
    }

    [Fact]
    public async Task FormerLoneServer_WhatItLeft_IsLoadedByTheElectedNode()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var alone = await harness.StartAsync())
        {
            await AppendAsync(alone, 0, 60);
            await alone.LoadAsync();
            await AppendAsync(alone, 60, 5);
        }

        await harness.LoadOfGoneNodesAsync("a", "a");

        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 65));
        harness.Segments.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Position_FromBeforeThereWereNodes_IsThatOfTheServerAlone()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await harness.Warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("DROP TABLE ingest_position", [], CancellationToken.None);
                await session.ExecuteAsync("CREATE TABLE ingest_position (segment BIGINT NOT NULL, position BIGINT NOT NULL)", [], CancellationToken.None);
                return await session.ExecuteAsync("INSERT INTO ingest_position VALUES (7, 123)", [], CancellationToken.None);
            },
            CancellationToken.None);

        await harness.TakeUpAgainAsync();

        (await new IngestPosition(harness.Warehouse, "").ReadAsync(CancellationToken.None)).ShouldBe(new LoadedPosition(7, 123));
        (await new IngestPosition(harness.Warehouse, "a").ReadAsync(CancellationToken.None)).ShouldBe(default);
        await harness.TakeUpAgainAsync();
        (await new IngestPosition(harness.Warehouse, "").ReadAsync(CancellationToken.None)).ShouldBe(new LoadedPosition(7, 123));
    }

    [Fact]
    public async Task Sequences_OfMoreStreamsThanOneStatementNames_AreKept()
    {
        await using var harness = await IngestHarness.CreateAsync();
        var keys = Enumerable.Range(0, 2_500).Select(i => new StreamKey($"d{i}", "main")).ToList();
        for (var seq = 0; seq < 2; seq++)
        {
            await harness.Warehouse.WriteAsync(
                async session =>
                {
                    var trackers = await IngestSequences.ReadAsync(session, keys, CancellationToken.None);
                    trackers.Values.ShouldAllBe(tracker => tracker.TryTake(seq));
                    await IngestSequences.WriteAsync(session, trackers, CancellationToken.None);
                    return true;
                },
                CancellationToken.None);
        }

        var read = await harness.Warehouse.ReadAsync(session => IngestSequences.ReadAsync(session, [.. keys, new StreamKey("new", "main")], CancellationToken.None), CancellationToken.None);
        read.Where(tracker => tracker.Value.Highest == 1).Select(tracker => tracker.Key).ShouldBe(keys, ignoreOrder: true);
        read[new StreamKey("new", "main")].Highest.ShouldBe(-1);
    }

    private static Task AppendAsync(IngestServer server, long from, int count) => Task.WhenAll(Numbers(from, count).Select(server.AppendAsync));

    private static IReadOnlyList<long> Numbers(long from, long count) => [.. Enumerable.Range(0, (int)count).Select(i => from + i)];
}
