using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Sources;
using Twinyard.Agent.Spools;

namespace Twinyard.Agent.Tests.Devices;

public sealed class EdgeDeviceTests : IDisposable
{
    private readonly FakeBundles _bundles = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _log = [];

    [Fact]
    public async Task Run_RolledBack_KeepsWhatRunsForTheNextStart()
    {
        using var device = Device(new MemorySpool(100_000));
        var kept = new List<SettledShadow>();
        device.Settled = kept.Add;
        await device.RestoreAsync(new SettledShadow(1, FakeBundles.Shadow(1, "one").Bundle, null), CancellationToken.None);
        using var end = new CancellationTokenSource();

        await RunAsync(device, end, async () => await device.RestoreAsync(new SettledShadow(2, FakeBundles.Shadow(2, "broken").Bundle, null), CancellationToken.None));

        var last = kept.ShouldHaveSingleItem();
        (last.Revision, last.Bundle?.Version).ShouldBe((2, "one"));
        last.Error.ShouldNotBeNull().ShouldContain("failed on its first row");
    }

    [Fact]
    public async Task Restore_WithAnError_ReportsItAgain()
    {
        using var device = Device(new MemorySpool(100_000));

        await device.RestoreAsync(new SettledShadow(2, FakeBundles.Shadow(2, "one").Bundle, "two failed"), CancellationToken.None);

        device.Bundle?.Version.ShouldBe("one");
        device.Error.ShouldBe("two failed");
    }

    [Fact]
    public async Task Run_SpoolCannotBeFlushed_EndsInsteadOfGoingOnBlindly()
    {
        using var device = Device(new BrokenSpool());
        using var end = new CancellationTokenSource();

        var running = device.RunAsync(new Rows([]), AtEnd.Stay, end.Token);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await Should.ThrowAsync<IOException>(running)).Message.ShouldBe("No space left on device");
    }

    public void Dispose() => _bundles.Dispose();

    private EdgeDevice Device(ISpool spool)
    {
        var options = new EdgeDeviceOptions { Device = "d", Secret = "s", MqttHost = "127.0.0.1", MqttPort = 1 };
        return new EdgeDevice(options, spool, new MemorySequences(_time), _bundles, _time, new Random(1), _log.Add);
    }

    /// <summary>Gives a row, does something, gives another row, and ends.</summary>
    private async Task RunAsync(EdgeDevice device, CancellationTokenSource end, Func<Task> between)
    {
        var running = device.RunAsync(new Rows([() => Task.CompletedTask, between, end.CancelAsync]), AtEnd.Stay, end.Token);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await running;
    }

    private sealed class Rows(IReadOnlyList<Func<Task>> before) : IRowSource
    {
        public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var step = 0; step < before.Count; step++)
            {
                await before[step]();
                cancellationToken.ThrowIfCancellationRequested();
                yield return new SourceRow("pump/1", step, new Dictionary<string, double> { ["s1"] = 4 });
            }
        }
    }

    private sealed class BrokenSpool : ISpool
    {
        public long Bytes => 0;

        public long Lost => 0;

        public void Append(SpoolPriority priority, ReadOnlySpan<byte> payload)
        {
        }

        public bool TryRead(SpoolPriority priority, out SpooledMessage message)
        {
            message = default;
            return false;
        }

        public void Acknowledge(SpooledMessage message)
        {
        }

        public void Rewind()
        {
        }

        public void Flush() => throw new IOException("No space left on device");

        public void Dispose()
        {
        }
    }
}
