using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Platform.Tests.Cluster;

/// <summary>Nodes on one PostgreSQL, each with a clock of its own.</summary>
internal sealed class ElectionRoom : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly TestDatabase _database;
    private readonly List<Node> _nodes = [];

    private ElectionRoom(TestDatabase database) => _database = database;

    public Database Database => _database.Database;

    public static async Task<ElectionRoom> CreateAsync()
    {
        Assert.SkipWhen(TestDatabase.PostgresServer is null, TestDatabase.HowToGetPostgres);
        return new ElectionRoom(await TestDatabase.CreateAsync(DatabaseEngine.PostgreSql, TestDatabase.Room<IElection>()));
    }

    public async Task<Node> JoinAsync(string name)
    {
        var node = new Node(name, Database);
        _nodes.Add(node);
        (await node.Election.JoinAsync(CancellationToken.None)).IsOk.ShouldBeTrue();
        return node;
    }

    /// <summary>What the database's clock does by itself in ten minutes.</summary>
    public Task LetLeaseRunOutAsync() => Database.WriteAsync(
        session => session.ExecuteAsync("UPDATE cluster_leases SET until_at = 1", null, CancellationToken.None), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Dispose());
        await _database.DisposeAsync();
    }

    internal sealed class Node : IElectedService, IDisposable
    {
        private readonly WakeRelay _relay;

        public Node(string name, Database database)
        {
            Name = name;
            _relay = new WakeRelay(new ServerNode(name), database, TimeProvider.System, NullLogger<WakeRelay>.Instance);
            Election = new ClusterElection(
                new ServerNode(name),
                database,
                new ClusterStore(),
                new ElectedServices([this]),
                new FixedAddress(),
                _relay,
                Time,
                Options.Create(new ClusterOptions { Lease = Lease }),
                NullLogger<ClusterElection>.Instance);
        }

        public string Name { get; }

        public FakeTimeProvider Time { get; } = new();

        public ClusterElection Election { get; }

        public bool IsTakenUp { get; private set; }

        public bool Refuses { get; set; }

        public Task BeatAsync() => Election.RunOnceAsync(CancellationToken.None);

        public Task<Result<Done>> TakeUpAsync(CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                return Task.FromResult<Result<Done>>(new ConflictError("held", "Somebody holds it still."));
            }

            IsTakenUp = true;
            return Task.FromResult<Result<Done>>(Done.Value);
        }

        public Task LayDownAsync()
        {
            IsTakenUp = false;
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            Election.Dispose();
            _relay.Dispose();
        }
    }
}
