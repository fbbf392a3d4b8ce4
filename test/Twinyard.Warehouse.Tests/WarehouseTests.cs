using Twinyard.Contracts.Warehouse;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Tables;

namespace Twinyard.Warehouse.Tests;

public sealed class WarehouseTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly WarehouseTables Fleet = new(
        "fleet",
        [
            """CREATE TABLE IF NOT EXISTS telemetry (device VARCHAR, seq BIGINT, time TIMESTAMP, step INTEGER, ok BOOLEAN, "values" MAP(VARCHAR, DOUBLE))""",
            "CREATE TABLE IF NOT EXISTS positions (segment VARCHAR PRIMARY KEY, position BIGINT)",
        ]);

    [Fact]
    public async Task ReadAsync_CancelledMeanwhile_IsACancellationAndNoFailure()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        using var leaving = new CancellationTokenSource();
        // The database knows nothing of an interruption that comes before the statement does.
        leaving.CancelAfter(TimeSpan.FromMilliseconds(500));

        var running = fixture.Warehouse.ReadAsync(
            session => session.QueryAsync("SELECT count(*) FROM range(1000000000) a, range(1000000000) b", [], leaving.Token), None);

        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task AppendAsync_TableWithMap_RowsComeBackAsTheyWere()
    {
        await using var fixture = await WarehouseFixture.StartAsync(Fleet);
        var at = fixture.Time.GetUtcNow();

        await fixture.Warehouse.WriteAsync(
            async session =>
            {
                await session.AppendAsync(
                    "telemetry",
                    [
                        ["d1", 1, at, 7, true, new Dictionary<string, double> { ["s2"] = 641.5, ["s3"] = 1.25 }],
                        ["d2", 2L, at, 8L, null, new Dictionary<string, double>()],
                        ["d3", 3L, at, null, false, null],
                    ],
                    None);
                return Done.Value;
            },
            None);

        var rows = (await fixture.QueryAsync("""SELECT device, seq, time, step, ok, "values", "values"['s2'] FROM telemetry ORDER BY seq""")).Rows;
        rows.Count.ShouldBe(3);
        rows[0][2].ShouldBe(at.UtcDateTime);
        rows[0][5].ShouldBeOfType<Dictionary<string, object?>>().ShouldBe(new Dictionary<string, object?> { ["s2"] = 641.5, ["s3"] = 1.25 });
        rows[0][6].ShouldBe(641.5);
        rows[1][5].ShouldBeOfType<Dictionary<string, object?>>().ShouldBeEmpty();
        rows[2][5].ShouldBeNull();
    }

    [Fact]
    public async Task WriteAsync_WorkThrowsAfterAppend_NothingIsKept()
    {
        await using var fixture = await WarehouseFixture.StartAsync(Fleet);

        await Should.ThrowAsync<InvalidOperationException>(() => fixture.Warehouse.WriteAsync<Done>(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO positions VALUES ('a', 1)", [], None);
                await session.AppendAsync("telemetry", [["d1", 1, fixture.Time.GetUtcNow(), 7, true, null]], None);
                throw new InvalidOperationException("broken on purpose");
            },
            None));

        (await fixture.QueryAsync("SELECT (SELECT count(*) FROM telemetry) + (SELECT count(*) FROM positions)")).Rows[0][0].ShouldBe(0L);
    }

    [Fact]
    public async Task WriteAsync_Concurrent_OneAfterAnother()
    {
        await using var fixture = await WarehouseFixture.StartAsync(Fleet);
        await fixture.ExecuteAsync("INSERT INTO positions VALUES ('a', 0)");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.ExecuteAsync("UPDATE positions SET position = position + 1")));

        (await fixture.QueryAsync("SELECT position FROM positions")).Rows[0][0].ShouldBe(20L);
    }

    [Fact]
    public async Task ReadAsync_WhileAWriteIsOpen_SeesTheStateBefore()
    {
        await using var fixture = await WarehouseFixture.StartAsync(Fleet);

        await fixture.Warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO positions VALUES ('a', 1)", [], None);
                (await fixture.QueryAsync("SELECT count(*) FROM positions")).Rows[0][0].ShouldBe(0L);
                return Done.Value;
            },
            None);

        (await fixture.QueryAsync("SELECT count(*) FROM positions")).Rows[0][0].ShouldBe(1L);
    }

    [Fact]
    public async Task Restart_KeepsWhatWasCommitted()
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-test-").FullName;
        await using (var before = WarehouseFixture.Create(folder, keepFolder: true, Fleet))
        {
            (await before.StartUpAsync()).IsOk.ShouldBeTrue();
            await before.ExecuteAsync("INSERT INTO positions VALUES ('a', 7)");
        }

        await using var after = WarehouseFixture.Create(folder, keepFolder: false, Fleet);
        (await after.StartUpAsync()).IsOk.ShouldBeTrue();
        (await after.QueryAsync("SELECT position FROM positions")).Rows[0][0].ShouldBe(7L);
    }

    [Fact]
    public async Task StartUp_FileIsNotADatabase_SaysWhatAndWhatToDo()
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "warehouse.duckdb"), new string('x', 20_000));
        await using var fixture = WarehouseFixture.Create(folder, keepFolder: false);

        var result = await fixture.StartUpAsync();

        var error = result.Error.ShouldBeOfType<FailedError>();
        error.Code.ShouldBe("warehouse-broken");
        error.Message.ShouldContain("warehouse.duckdb");
        error.Remedy.ShouldContain("backup");
    }

    [Fact]
    public async Task StartUp_StatementIsBroken_NamesTheRoomAndTheStatement()
    {
        await using var fixture = WarehouseFixture.Create(
            Directory.CreateTempSubdirectory("twinyard-test-").FullName, keepFolder: false, new WarehouseTables("models", ["CREATE TABEL x (a INT)"]));

        var error = (await fixture.StartUpAsync()).Error.ShouldBeOfType<FailedError>();

        error.Message.ShouldContain("models");
        error.Message.ShouldContain("CREATE TABEL x");
    }

    [Fact]
    public async Task ListAsync_TablesOfRoomsAndRuns_AreToldApart()
    {
        await using var fixture = await WarehouseFixture.StartAsync(Fleet);
        await fixture.ExecuteAsync("CREATE TABLE daily (run_id VARCHAR, mae DOUBLE)");

        var tables = await fixture.Get<TableCatalog>().ListAsync(new PageRequest(null, null), None);

        tables.Items.Select(table => (table.Name, table.Owner)).ShouldBe([("committed_runs", "warehouse"), ("daily", null), ("positions", "fleet"), ("telemetry", "fleet")]);
        tables.Items[1].Columns.ShouldBe([new SqlColumn("run_id", "VARCHAR"), new SqlColumn("mae", "DOUBLE")]);
        var second = await fixture.Get<TableCatalog>().ListAsync(new PageRequest("daily", 1), None);
        (second.Items.Single().Name, second.Next).ShouldBe(("positions", "positions"));
    }
}
