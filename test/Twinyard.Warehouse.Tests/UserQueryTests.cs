using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Tests;

public sealed class UserQueryTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task QueryAsync_EveryKindOfValue_IsMappedToPlainOnes()
    {
        await using var fixture = await WarehouseFixture.StartAsync();

        var result = await fixture.QueryAsync(
            """
            SELECT 1::TINYINT AS tiny, 18446744073709551615::UBIGINT AS unsigned, 1.5::FLOAT AS real, 2.50::DECIMAL(9,2) AS exact,
                   TIMESTAMP '2026-01-02 03:04:05' AS time, TIMESTAMPTZ '2026-01-02 03:04:05+02' AS zoned, DATE '2026-01-02' AS day,
                   MAP {'a': 1.5, 'b': 2} AS map, [1, 2] AS list, {'x': 1, 'y': [true]} AS struct,
                   170141183460469231731687303715884105727 AS huge, 'ab'::BLOB AS blob, NULL AS nothing, sum(7) AS total
            """);

        var row = result.Rows.ShouldHaveSingleItem();
        row[0].ShouldBe(1L);
        row[1].ShouldBe(18446744073709551615m);
        row[2].ShouldBe(1.5);
        row[3].ShouldBe(2.50m);
        row[4].ShouldBe(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        ((DateTime)row[4]!).Kind.ShouldBe(DateTimeKind.Utc);
        row[5].ShouldBe(new DateTime(2026, 1, 2, 1, 4, 5, DateTimeKind.Utc));
        row[6].ShouldBe("2026-01-02");
        row[7].ShouldBeOfType<Dictionary<string, object?>>()["b"].ShouldBe(2m);
        row[8].ShouldBeOfType<List<object?>>().ShouldBe([1L, 2L]);
        row[9].ShouldBeOfType<Dictionary<string, object?>>()["x"].ShouldBe(1L);
        row[10].ShouldBe("170141183460469231731687303715884105727");
        row[11].ShouldBe("YWI=");
        row[12].ShouldBeNull();
        row[13].ShouldBe(7L);
        result.Columns.Select(column => column.Type).ShouldContain("TIMESTAMP WITH TIME ZONE");
    }

    [Fact]
    public async Task QueryAsync_MoreRowsThanAsked_IsTruncatedAndSaysSo()
    {
        await using var fixture = await WarehouseFixture.StartAsync();

        var cut = (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT * FROM range(100000)", []) { MaximumRows = 10 }, None)).Value;
        var whole = (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT * FROM range(10)", []) { MaximumRows = 10 }, None)).Value;

        (cut.Rows.Count, cut.Truncated).ShouldBe((10, true));
        (whole.Rows.Count, whole.Truncated).ShouldBe((10, false));
    }

    [Fact]
    public async Task QueryAsync_FewButVeryLargeRows_IsTruncatedAndSaysSo()
    {
        await using var fixture = await WarehouseFixture.StartAsync();

        var result = (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT repeat('x', 1000000) AS text, [repeat('y', 1000000)] AS list FROM range(1000)", []), None)).Value;

        result.Truncated.ShouldBeTrue();
        result.Rows.Count.ShouldBeInRange(2, 20, "64 MB of two texts of 2 MB each");
    }

    [Fact]
    public async Task QueryAsync_Parameters_AreBoundByPosition()
    {
        await using var fixture = await WarehouseFixture.StartAsync();

        var row = (await fixture.QueryAsync("SELECT ?, ?, ?::TIMESTAMP, ?", 5L, "x'; DROP TABLE t", fixture.Time.GetUtcNow(), null)).Rows[0];

        row.ShouldBe([5L, "x'; DROP TABLE t", new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), null]);
    }

    [Theory]
    [InlineData("DELETE FROM t", "query-writes")]
    [InlineData("INSERT INTO t VALUES (1)", "query-writes")]
    [InlineData("DROP TABLE t", "query-writes")]
    [InlineData("CREATE TABLE u AS SELECT 1", "query-writes")]
    [InlineData("COPY t TO '/tmp/twinyard-leak.csv'", "query-refused")]
    [InlineData("ATTACH '/tmp/twinyard-other.db'", "query-writes")]
    [InlineData("SET threads = 64", "query-writes")]
    [InlineData("COMMIT", "query-writes")]
    [InlineData("SELECT 1; DELETE FROM t", "query-many")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM t", "query-writes")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "query-refused")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')", "query-refused")]
    [InlineData("SELECT * FROM glob('/etc/*')", "query-refused")]
    [InlineData("SELEC 1", "query-invalid")]
    [InlineData("SELECT * FROM missing", "query-invalid")]
    [InlineData("SELECT ?", "query-parameters")]
    [InlineData("  -- nothing", "query-empty")]
    public async Task QueryAsync_StatementThatIsNotAPlainRead_IsRefused(string sql, string code)
    {
        await using var fixture = await WarehouseFixture.StartAsync(new WarehouseTables("test", ["CREATE TABLE IF NOT EXISTS t (a BIGINT)"]));
        await fixture.ExecuteAsync("INSERT INTO t VALUES (42)");

        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None);

        result.Error.ShouldNotBeNull().Code.ShouldBe(code);
        (await fixture.QueryAsync("SELECT a FROM t")).Rows.ShouldHaveSingleItem()[0].ShouldBe(42L);
    }

    [Fact]
    public async Task QueryAsync_RunsTooLong_IsInterruptedAndTheNextOneRuns()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        var endless = new WarehouseQuery(WarehouseFixture.Ann, "SELECT count(*) FROM range(1000000000) a, range(1000000000) b", []) { Timeout = TimeSpan.FromSeconds(5) };

        var running = fixture.Warehouse.QueryAsync(endless, None);
        fixture.Time.Advance(TimeSpan.FromSeconds(6));
        var result = await running;

        result.Error.ShouldBeOfType<LimitError>().Code.ShouldBe("query-timeout");
        (await fixture.QueryAsync("SELECT 1")).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task QueryAsync_CallerLeaves_IsInterrupted()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        using var leaving = new CancellationTokenSource();

        var running = fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT count(*) FROM range(1000000000) a, range(1000000000) b", []), leaving.Token);
        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
    }
}
