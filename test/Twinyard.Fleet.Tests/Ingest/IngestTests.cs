using Microsoft.Win32.SafeHandles;
using Twinyard.Fleet.Ingest;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Tests.Ingest;

public sealed class IngestTests
{
    [Fact]
    public async Task Load_AcknowledgedRows_AreInTheWarehouseAndSegmentsGo()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var server = await harness.StartAsync())
        {
            await Task.WhenAll(Numbers(0, 200).Select(server.AppendAsync));
            await server.LoadAsync();
            server.Counters.Acknowledged.ShouldBe(200);
        }

        await using var next = await harness.StartAsync();
        await next.LoadAsync();
        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 200));
        harness.Segments.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_KilledWithATornEnd_LoadsEveryAcknowledgedRowOnce()
    {
        await using var harness = await IngestHarness.CreateAsync();
        var random = new Random(7);
        var acknowledged = 0L;
        for (var life = 0; life < 12; life++)
        {
            // What a kill leaves: everything acknowledged, and any part of what was being written.
            await using (var server = await harness.StartAsync())
            {
                var rows = random.Next(1, 40);
                await Task.WhenAll(Numbers(acknowledged, rows).Select(server.AppendAsync));
                acknowledged += rows;
                if (random.Next(2) == 0)
                {
                    await server.LoadAsync();
                }
            }

            if (harness.Segments.List() is [.., var newest])
            {
                await TearAsync(harness.Segments.FileOf(newest), random);
            }
        }

        await using var last = await harness.StartAsync();
        await last.LoadAsync();
        (await harness.LoadedAsync()).ShouldBe(Numbers(0, acknowledged));
        last.Counters.Quarantined.ShouldBe(0);
    }

    [Fact]
    public async Task Recovery_CutAtAnyByte_KeepsEveryWholeRecordBeforeIt()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var server = await harness.StartAsync())
        {
            await Task.WhenAll(Numbers(0, 8).Select(server.AppendAsync));
        }

        var file = harness.Segments.FileOf(harness.Segments.List()[0]);
        var whole = await File.ReadAllBytesAsync(file);
        var ends = Ends(whole);
        for (var cut = 0; cut < whole.Length; cut += 7)
        {
            await File.WriteAllBytesAsync(file, whole[..cut]);
            await using var server = await harness.StartAsync();
            new FileInfo(file).Length.ShouldBe(ends.LastOrDefault(end => end <= cut));
        }
    }

    [Fact]
    public async Task Load_StoppedBetweenCommitAndDelete_LoadsNothingTwice()
    {
        await using var harness = await IngestHarness.CreateAsync();
        var copies = new List<(string File, byte[] Content)>();
        await using (var server = await harness.StartAsync())
        {
            await Task.WhenAll(Numbers(0, 100).Select(server.AppendAsync));
            await server.LoadAsync();
            copies.AddRange(harness.Segments.List().Select(segment => (harness.Segments.FileOf(segment), File.ReadAllBytes(harness.Segments.FileOf(segment)))));
        }

        await using (var server = await harness.StartAsync())
        {
            await server.LoadAsync();
        }

        foreach (var (file, content) in copies)
        {
            // The deletion that did not happen.
            await File.WriteAllBytesAsync(file, content);
        }

        await using var last = await harness.StartAsync();
        await last.LoadAsync();
        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 100));
    }

    [Fact]
    public async Task Load_WarehouseFailsOnce_LoadsEverythingOnceLater()
    {
        await using var harness = await IngestHarness.CreateAsync();
        var failing = new FailingWarehouse(harness.Warehouse);
        await using var server = await harness.StartAsync(new DiskSegmentStorage(), failing);
        await Task.WhenAll(Numbers(0, 50).Select(server.AppendAsync));

        failing.FailAfterWork = true;
        await Should.ThrowAsync<InvalidOperationException>(server.LoadAsync);
        failing.FailAfterWork = false;
        await server.LoadAsync();

        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 50));
        server.Counters.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task Load_RedeliveredRows_AreLeftOutAndCounted()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var server = await harness.StartAsync())
        {
            await Task.WhenAll(Numbers(0, 10).Select(server.AppendAsync));
            await server.LoadAsync();
        }

        await using var next = await harness.StartAsync();
        await Task.WhenAll(Numbers(5, 10).Select(next.AppendAsync));
        await next.LoadAsync();

        (await harness.LoadedAsync()).ShouldBe(Numbers(0, 15));
        next.Counters.Duplicates.ShouldBe(5);
    }

    [Fact]
    public async Task Append_DiskIsFull_AcknowledgesNothingAndSaysWhyUntilItWritesAgain()
    {
        await using var harness = await IngestHarness.CreateAsync();
        var disk = new FullDisk();
        await using var server = await harness.StartAsync(disk, harness.Warehouse);
        await server.AppendAsync(0);

        disk.IsFull = true;
        var refused = await Should.ThrowAsync<IngestUnavailableException>(() => server.AppendAsync(1));
        refused.Message.ShouldContain("Free disk space");
        server.Counters.Problem.ShouldContain("No space left");

        disk.IsFull = false;
        await server.AppendAsync(1);
        server.Counters.Problem.ShouldBeEmpty();
        await server.LoadAsync();
        (await harness.LoadedAsync()).ShouldBe([0, 1]);
        server.Counters.Acknowledged.ShouldBe(2);
    }

    [Fact]
    public async Task Load_RecordDamagedInTheMiddle_SetsACopyAsideAndLoadsTheRest()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using (var server = await harness.StartAsync())
        {
            for (var seq = 0; seq < 5; seq++)
            {
                await server.AppendAsync(seq);
            }
        }

        var file = harness.Segments.FileOf(harness.Segments.List()[0]);
        var data = await File.ReadAllBytesAsync(file);
        data[Ends(data)[1] + 30] ^= 0xFF;
        await File.WriteAllBytesAsync(file, data);

        await using var next = await harness.StartAsync();
        await next.LoadAsync();
        (await harness.LoadedAsync()).ShouldBe([0, 2, 3, 4]);
        next.Counters.Quarantined.ShouldBe(1);
        Directory.GetFiles(harness.Segments.Quarantine).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Load_OldSegment_IsClosedAndDeleted()
    {
        await using var harness = await IngestHarness.CreateAsync();
        await using var server = await harness.StartAsync();
        await server.AppendAsync(0);
        harness.Time.Advance(TimeSpan.FromMinutes(6));
        await server.LoadAsync();
        await server.AppendAsync(1);
        await server.LoadAsync();

        harness.Segments.List().ShouldHaveSingleItem();
        (await harness.LoadedAsync()).ShouldBe([0, 1]);
    }

    private static IReadOnlyList<long> Numbers(long from, long count) => [.. Enumerable.Range(0, (int)count).Select(i => from + i)];

    private static List<int> Ends(byte[] data)
    {
        var ends = new List<int> { 0 };
        while (IngestRecord.TryRead(data.AsSpan(ends[^1]), out _, out var size))
        {
            ends.Add(ends[^1] + size);
        }

        return ends;
    }

    private static async Task TearAsync(string file, Random random)
    {
        // Half of a record that was never acknowledged, with a number that would be seen if it were loaded.
        var torn = new System.Buffers.ArrayBufferWriter<byte>();
        IngestRecord.Write(torn, 0, IngestKind.Telemetry, "dev", "main", new System.Buffers.ReadOnlySequence<byte>("""{"seq":999999,"at":1,"entity":"a","step":1,"values":{}}"""u8.ToArray()));
        await using var stream = File.Open(file, FileMode.Append);
        await stream.WriteAsync(torn.WrittenMemory[..random.Next(1, torn.WrittenCount)]);
    }

    private sealed class FullDisk : ISegmentStorage
    {
        private readonly DiskSegmentStorage _disk = new();

        public bool IsFull { get; set; }

        public SafeFileHandle Create(string path) => IsFull ? throw new IOException("No space left on device") : _disk.Create(path);

        public void Write(SafeFileHandle file, ReadOnlySpan<byte> data, long offset)
        {
            _disk.Write(file, IsFull ? data[..(data.Length / 2)] : data, offset);
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }
        }

        public void Sync(SafeFileHandle file) => _disk.Sync(file);

        public void Truncate(SafeFileHandle file, long length) => _disk.Truncate(file, length);
    }

    private sealed class FailingWarehouse(IWarehouse inner) : IWarehouse
    {
        public bool FailAfterWork { get; set; }

        public Task<Platform.Results.Result<QueryResult>> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

        public Task<T> WriteAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken) => inner.WriteAsync(
            async session =>
            {
                var result = await work(session);
                return FailAfterWork ? throw new InvalidOperationException("broken on purpose") : result;
            },
            cancellationToken);

        public Task<T> ReadAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken) => inner.ReadAsync(work, cancellationToken);
    }
}
