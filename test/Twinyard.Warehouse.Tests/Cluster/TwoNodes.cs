using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Warehouse.Tests.Cluster;

/// <summary>Two servers on one home and one state database: a holds the warehouse, b is told so.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly DirectoryInfo _home;
    private readonly TestDatabase _database;

    private TwoNodes(DirectoryInfo home, TestDatabase database, WarehouseNode a, WarehouseNode b, FixedElection election)
    {
        _home = home;
        _database = database;
        A = a;
        B = b;
        Election = election;
    }

    public WarehouseNode A { get; }

    public WarehouseNode B { get; }

    /// <summary>What b believes.</summary>
    public FixedElection Election { get; }

    public Database Database => _database.Database;

    public static async Task<TwoNodes> StartAsync(TimeProvider time, WarehouseTables tables)
    {
        var home = Directory.CreateTempSubdirectory("twinyard-test-");
        var database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, TestDatabase.Room(typeof(AccessServices).Assembly));
        var election = new FixedElection();
        var a = await WarehouseNode.StartAsync("a", home.FullName, database.Database, time, tables, services => services.AddSingleton<IElection>(new FixedElection()));
        (await a.Get<IElectedService>().TakeUpAsync(CancellationToken.None)).Error.ShouldBeNull();
        var b = await WarehouseNode.StartAsync("b", home.FullName, database.Database, time, tables, services => services.AddSingleton<IElection>(election));
        var nodes = new TwoNodes(home, database, a, b, election);
        election.Elected = nodes.IsA;
        return nodes;
    }

    public ClusterNode IsA => new("a", A.Url, 0, Environment.ProcessId, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, IsElected: true) { IsAlive = true };

    public async ValueTask DisposeAsync()
    {
        await B.DisposeAsync();
        await A.DisposeAsync();
        await _database.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
