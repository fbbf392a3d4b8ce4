using Microsoft.Extensions.Logging.Abstractions;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;

namespace Twinyard.Platform.Tests.Cluster;

public sealed class WakeRelayTests
{
    private const string Election = "cluster.election";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Raise_OnOneNode_WakesTheSameWorkOfTheOthersAndNothingElse()
    {
        await using var room = await ElectionRoom.CreateAsync();
        using var stop = new CancellationTokenSource();
        using var here = new RelayNode("a", room, stop.Token);
        using var there = new RelayNode("b", room, stop.Token);
        // Both are woken once when they begin to listen.
        await Task.WhenAll(here.WokenAsync("runs"), there.WokenAsync("runs"), here.WokenAsync("ticks"), there.WokenAsync("ticks"));

        here.Raise("runs");

        await there.WokenAsync("runs");
        there.Raise("ticks");
        await here.WokenAsync("ticks");
        there.IsRaised("ticks").ShouldBeTrue("who raises it is woken too");
        here.IsRaised("runs").ShouldBeTrue("who raises it is woken too");
        there.IsRaised("runs").ShouldBeFalse("one raise is one wake");
        await stop.CancelAsync();
        await Task.WhenAll(here.Running, there.Running);
    }

    [Fact]
    public async Task Leave_Elected_WakesTheElectionsOfTheOthers()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var leaving = await room.JoinAsync("a");
        using var stop = new CancellationTokenSource();
        using var there = new RelayNode("b", room, stop.Token);
        await there.WokenAsync(Election);

        await leaving.Election.LeaveAsync();

        await there.WokenAsync(Election);
        await stop.CancelAsync();
        await there.Running;
    }

    [Fact]
    public async Task Raise_AfterTheConnectionBroke_IsHeardAgain()
    {
        await using var room = await ElectionRoom.CreateAsync();
        using var stop = new CancellationTokenSource();
        using var here = new RelayNode("a", room, stop.Token);
        using var there = new RelayNode("b", room, stop.Token);
        await Task.WhenAll(here.WokenAsync("runs"), there.WokenAsync("runs"));

        await room.Database.WriteAsync(
            session => session.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
                null,
                CancellationToken.None),
            CancellationToken.None);
        // Listening again makes up for what may have been missed.
        await there.WokenAsync("runs");
        here.Raise("runs");

        await there.WokenAsync("runs");
        await stop.CancelAsync();
        await Task.WhenAll(here.Running, there.Running);
    }

    private sealed class RelayNode : IDisposable
    {
        private readonly WakeRelay _relay;
        private readonly Dictionary<string, Work> _works = new[] { "runs", "ticks", Election }.ToDictionary(name => name, name => new Work(name));

        public RelayNode(string name, ElectionRoom room, CancellationToken stop)
        {
            _relay = new WakeRelay(new ServerNode(name), room.Database, TimeProvider.System, NullLogger<WakeRelay>.Instance);
            Running = _relay.RunAsync([.. _works.Values], stop);
        }

        public Task Running { get; }

        public void Raise(string work) => _works[work].Signal.Raise();

        public Task WokenAsync(string work) => _works[work].Signal.WaitAsync(Long, TimeProvider.System, CancellationToken.None);

        public bool IsRaised(string work) => _works[work].Signal.IsRaised;

        public void Dispose()
        {
            _relay.Dispose();
            foreach (var work in _works.Values)
            {
                work.Signal.Dispose();
            }
        }
    }

    private sealed class Work(string name) : IBackgroundWork
    {
        public string Name => name;

        public TimeSpan Interval => Long;

        public WorkSignal Signal { get; } = new();

        public Task RunOnceAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
