using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;

namespace Twinyard.Platform.Tests.Background;

public sealed class BackgroundWorkHostTests
{
    [Fact]
    public async Task Loop_SignalRaised_RunsAgainBeforeTheInterval()
    {
        using var signal = new WorkSignal();
        var work = new CountingWork(signal);
        await using var host = await RunningAsync(work);
        await work.ReachedAsync(1);

        signal.Raise();

        await work.ReachedAsync(2);
    }

    [Fact]
    public async Task Loop_WorkThrows_TriesAgainAfterABackOff()
    {
        using var signal = new WorkSignal();
        var time = new FakeTimeProvider();
        var work = new CountingWork(signal) { FailingRuns = 1 };
        await using var host = await RunningAsync(work, time);
        await work.ReachedAsync(1);

        while (work.Runs < 2)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        work.Runs.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public void Raise_ManyTimes_IsOneWake()
    {
        using var signal = new WorkSignal();

        Should.NotThrow(() =>
        {
            signal.Raise();
            signal.Raise();
            signal.Raise();
        });
    }

    private static async Task<Stopping> RunningAsync(IBackgroundWork work, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var database = new SqliteDatabase(":memory:");
        var relay = new WakeRelay(ServerNode.Alone, database, clock, NullLogger<WakeRelay>.Instance);
        var election = new LoneElection(new ElectedServices([]));
        await election.JoinAsync(CancellationToken.None);
        var host = new BackgroundWorkHost([work], election, relay, clock, NullLogger<BackgroundWorkHost>.Instance);
        await host.StartAsync(CancellationToken.None);
        return new Stopping(host, election, relay, database);
    }

    private sealed class Stopping(BackgroundWorkHost host, LoneElection election, WakeRelay relay, SqliteDatabase database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
            election.Dispose();
            relay.Dispose();
            await database.DisposeAsync();
        }
    }

    private sealed class CountingWork(WorkSignal signal) : IBackgroundWork
    {
        private readonly SemaphoreSlim _ran = new(0);
        private int _runs;

        public string Name => "counting";

        public TimeSpan Interval => TimeSpan.FromHours(1);

        public WorkSignal? Signal => signal;

        public int FailingRuns { get; init; }

        public int Runs => Volatile.Read(ref _runs);

        public Task RunOnceAsync(CancellationToken cancellationToken)
        {
            var run = Interlocked.Increment(ref _runs);
            _ran.Release();
            return run <= FailingRuns ? throw new InvalidOperationException("broken on purpose") : Task.CompletedTask;
        }

        public async Task ReachedAsync(int runs)
        {
            while (Runs < runs)
            {
                await _ran.WaitAsync(TimeSpan.FromSeconds(30));
            }
        }
    }
}
