using Twinyard.Access;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Warehouse.Tests.Cluster;

/// <summary>Two real elections on one PostgreSQL.</summary>
public sealed class FailoverTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly WarehouseTables Tables = new("test", ["CREATE TABLE IF NOT EXISTS counters (name VARCHAR PRIMARY KEY, value BIGINT NOT NULL)"]);

    [Fact]
    public async Task ElectedNode_LeavesUnderLoad_TheOtherTakesOverWithAllThatWasCommitted()
    {
        Assert.SkipWhen(TestDatabase.PostgresServer is null, TestDatabase.HowToGetPostgres);
        var home = Directory.CreateTempSubdirectory("twinyard-test-");
        await using var database = await TestDatabase.CreateAsync(DatabaseEngine.PostgreSql, TestDatabase.Room<IElection>(), TestDatabase.Room(typeof(AccessServices).Assembly));
        await using (var a = await StartAsync("a", home, database.Database))
        await using (var b = await StartAsync("b", home, database.Database))
        {
            (a.Election.IsElected, b.Election.IsElected).ShouldBe((true, false));
            await a.Warehouse.WriteAsync(session => session.ExecuteAsync("INSERT INTO counters VALUES ('a', 0)", [], None), None);
            using var enough = new CancellationTokenSource();
            var committed = 0L;
            var load = new[] { a, b, b }.Select(node => Task.Run(() => LoadAsync(node.Warehouse, () => Interlocked.Increment(ref committed), enough.Token))).ToList();
            await WaitForMoreAsync(() => Interlocked.Read(ref committed));

            await a.Election.LeaveAsync();

            // b is elected by whoever needs the warehouse there; a forwards from now on.
            await WaitForMoreAsync(() => Interlocked.Read(ref committed));
            await enough.CancelAsync();
            await Task.WhenAll(load);
            (a.Election.IsElected, b.Election.IsElected).ShouldBe((false, true));
            foreach (var node in new[] { a, b })
            {
                (await node.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT value FROM counters", []), None)).Value.Rows[0][0].ShouldBe(committed);
            }
        }

        home.Delete(recursive: true);
    }

    private static async Task<WarehouseNode> StartAsync(string name, DirectoryInfo home, Database database)
    {
        var node = await WarehouseNode.StartAsync(name, home.FullName, database, TimeProvider.System, Tables, _ => { });
        (await node.Election.JoinAsync(None)).Error.ShouldBeNull();
        return node;
    }

    private static async Task LoadAsync(IWarehouse warehouse, Action committed, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await warehouse.WriteAsync(session => session.ExecuteAsync("UPDATE counters SET value = value + 1", [], None), None);
                committed();
            }
            catch (WarehouseUnavailableException)
            {
                // Caught in the middle by the change, and told that nothing was kept.
            }
        }
    }

    private static async Task WaitForMoreAsync(Func<long> count)
    {
        for (var before = count(); count() < before + 20;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
