namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>Which tables and columns a statement is decided on.</summary>
public sealed class ReadColumnsTests(PlantFixture plant) : IClassFixture<PlantFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("SELECT id FROM machine", "machine(id)")]
    [InlineData("SELECT ID FROM MACHINE", "machine(id)")]
    [InlineData("SELECT \"id\" FROM \"machine\"", "machine(id)")]
    [InlineData("SELECT m.id FROM main.machine AS m", "machine(id)")]
    [InlineData("SELECT warehouse.main.machine.id FROM warehouse.main.machine", "machine(id)")]
    [InlineData("SELECT b FROM machine AS m(a, b)", "machine(line)")]
    [InlineData("SELECT \"ID\" FROM \"odd name\"", "Odd Name(Id)")]
    [InlineData("SELECT * FROM machine", "machine(id line part wage)")]
    [InlineData("FROM machine", "machine(id line part wage)")]
    [InlineData("TABLE machine", "machine(id line part wage)")]
    [InlineData("SELECT machine FROM machine", "machine(id line part wage)")]
    [InlineData("SELECT (m).id FROM machine m", "machine(id line part wage)")]
    [InlineData("SELECT to_json(m) FROM machine m", "machine(id line part wage)")]
    [InlineData("SELECT * EXCLUDE (wage) FROM machine", "machine(id line part)")]
    [InlineData("SELECT m.* EXCLUDE (wage), r.value FROM machine m JOIN reading r USING (id)", "machine(id line part) reading(id value)")]
    [InlineData("SELECT * REPLACE (0 AS wage) FROM machine", "machine(id line part)")]
    [InlineData("SELECT COLUMNS('i.*') FROM machine", "machine(id line)")]
    [InlineData("SELECT COLUMNS(c -> c LIKE 'l%') FROM machine", "machine(line)")]
    [InlineData("SELECT * LIKE 'l%' FROM machine", "machine(line)")]
    [InlineData("SELECT min(COLUMNS(* EXCLUDE (wage, part))) FROM machine", "machine(id line)")]
    [InlineData("SELECT part.x FROM machine", "machine(part)")]
    [InlineData("SELECT part.* FROM machine", "machine(part)")]
    [InlineData("SELECT count(*) FROM machine", "machine()")]
    [InlineData("SELECT 1 FROM machine", "machine()")]
    [InlineData("SELECT rowid FROM machine", "machine()")]
    [InlineData("SELECT count(*) FROM machine WHERE wage > 1", "machine(wage)")]
    [InlineData("SELECT id FROM machine ORDER BY wage", "machine(id wage)")]
    [InlineData("SELECT id FROM machine ORDER BY ALL", "machine(id)")]
    [InlineData("SELECT id FROM machine WHERE wage IS NULL OR true", "machine(id wage)")]
    [InlineData("SELECT id FROM machine WHERE false AND wage = 1", "machine(id wage)")]
    [InlineData("SELECT id FROM machine GROUP BY id HAVING max(wage) > 1", "machine(id wage)")]
    [InlineData("SELECT count(*) FILTER (wage > 1) FROM machine", "machine(wage)")]
    [InlineData("SELECT first(id ORDER BY wage) FROM machine", "machine(id wage)")]
    [InlineData("SELECT DISTINCT ON (wage) id FROM machine", "machine(id wage)")]
    [InlineData("SELECT id FROM machine QUALIFY row_number() OVER (ORDER BY wage) = 1", "machine(id wage)")]
    [InlineData("SELECT sum(id) OVER w FROM machine WINDOW w AS (PARTITION BY wage)", "machine(id wage)")]
    [InlineData("SELECT id AS wage FROM machine ORDER BY wage", "machine(id)")]
    [InlineData("SELECT id, id + 1 AS next FROM machine WHERE next > 3", "machine(id)")]
    [InlineData("SELECT twice FROM cost", "cost(wage)")]
    [InlineData("SELECT * EXCLUDE (wage) FROM cost", "cost(id wage)")]
    [InlineData("SELECT half FROM overview", "machine(id wage)")]
    [InlineData("SELECT id FROM (SELECT * FROM machine)", "machine(id line part wage)")]
    [InlineData("SELECT value FROM reading NATURAL JOIN (SELECT id FROM machine)", "machine(id) reading(id value)")]
    [InlineData("SELECT line FROM machine JOIN reading USING (id)", "machine(id line) reading(id)")]
    [InlineData("SELECT r.value FROM machine m SEMI JOIN reading r2 ON m.wage = r2.value, reading r", "machine(wage) reading(value)")]
    [InlineData("SELECT m.line, r.v FROM machine m, LATERAL (SELECT max(value) AS v FROM reading WHERE reading.id = m.wage) r", "machine(line wage) reading(id value)")]
    [InlineData("SELECT i FROM machine, range(machine.wage) t(i)", "machine(wage)")]
    [InlineData("SELECT (SELECT max(wage) FROM machine)", "machine(wage)")]
    [InlineData("SELECT 1 LIMIT (SELECT max(wage) FROM machine)", "machine(wage)")]
    [InlineData("SELECT value FROM reading WHERE id IN (SELECT wage FROM machine)", "machine(wage) reading(id value)")]
    [InlineData("SELECT EXISTS (SELECT 1 FROM machine m WHERE m.wage = 7001)", "machine(wage)")]
    [InlineData("SELECT [x FOR x IN (SELECT list(wage) FROM machine)]", "machine(wage)")]
    [InlineData("WITH machine AS (SELECT 1 AS wage) SELECT wage FROM machine", "")]
    [InlineData("WITH machine AS (SELECT id FROM machine) SELECT * FROM machine", "machine(id)")]
    [InlineData("WITH m AS (SELECT 1 AS wage) SELECT m.wage, (SELECT max(wage) FROM machine) FROM m", "machine(wage)")]
    [InlineData("WITH x AS MATERIALIZED (SELECT id, wage FROM machine) SELECT id FROM x", "machine(id wage)")]
    [InlineData("WITH RECURSIVE r AS (SELECT id, 1 AS n FROM machine UNION ALL SELECT wage, n + 1 FROM r JOIN machine USING (id) WHERE n < 3) SELECT * FROM r", "machine(id wage)")]
    [InlineData("SELECT id FROM reading UNION ALL SELECT wage FROM machine", "machine(wage) reading(id)")]
    [InlineData("SELECT id FROM reading EXCEPT SELECT wage FROM machine", "machine(wage) reading(id)")]
    [InlineData("SELECT a.id, b.line FROM machine a POSITIONAL JOIN (SELECT line FROM machine) b", "machine(id line)")]
    [InlineData("SELECT r.value FROM reading r ASOF JOIN machine m ON r.id = m.id AND r.value >= m.wage", "machine(id wage) reading(id value)")]
    [InlineData("PIVOT machine ON line IN ('line0', 'line1') USING sum(wage) GROUP BY id", "machine(id line wage)")]
    [InlineData("UNPIVOT (SELECT id, wage FROM machine) ON id, wage INTO NAME n VALUE v", "machine(id wage)")]
    [InlineData("SUMMARIZE SELECT id FROM machine", "machine(id)")]
    [InlineData("SUMMARIZE machine", "machine(id line part wage)")]
    [InlineData("EXPLAIN SELECT id FROM machine WHERE wage > 7005", "machine(id wage)")]
    [InlineData("EXPLAIN ANALYZE SELECT id FROM machine WHERE wage > 7005", "machine(id wage)")]
    [InlineData("EXPLAIN (FORMAT json) SELECT id FROM machine", "machine(id)")]
    [InlineData("SELECT * FROM generate_series(1, 3), unnest([1, 2]), json_each('[1]')", "")]
    [InlineData("VALUES (1), (2)", "")]
    [InlineData("SELECT id FROM machine USING SAMPLE 3", "machine(id)")]
    [InlineData("SELECT list_transform([1, 2], x -> x + id) FROM machine", "machine(id)")]
    public async Task QueryAsync_AsksForEachTableWithExactlyTheColumnsRead(string sql, string expected)
    {
        var fixture = plant.Fresh();

        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None);

        result.Error.ShouldBeNull();
        string.Join(' ', fixture.Access.Reads).ShouldBe(expected);
        fixture.Access.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("DESCRIBE machine")]
    [InlineData("DESCRIBE SELECT wage FROM machine")]
    [InlineData("SELECT column_name FROM (DESCRIBE machine)")]
    [InlineData("SHOW machine")]
    [InlineData("SHOW TABLES")]
    [InlineData("SHOW ALL TABLES")]
    [InlineData("SELECT table_name FROM information_schema.columns")]
    [InlineData("SELECT * FROM duckdb_tables()")]
    [InlineData("SELECT * FROM pg_catalog.pg_tables")]
    [InlineData("SELECT * FROM sqlite_master")]
    [InlineData("SELECT * FROM pragma_table_info('machine')")]
    [InlineData("SELECT pg_get_viewdef(1)")]
    public async Task QueryAsync_WhatShowsTheCatalog_NeedsTheRightToListTables(string sql)
    {
        var fixture = plant.Fresh();

        (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None)).Error.ShouldBeNull();
        fixture.Access.Asked.ShouldBe([$"{WarehouseFixture.Ann} warehouse:ListTables warehouse:table/*"]);
        fixture.Access.Denied.Add("warehouse:ListTables");
        (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None)).Error.ShouldNotBeNull().Code.ShouldBe("access-denied");
    }

    [Theory]
    [InlineData("SELECT ?, id FROM machine WHERE id = ?", "machine(id)")]
    [InlineData("SELECT '?', \"select\", $1, $2 FROM \"Odd Name\" -- ? $3", "Odd Name(select)")]
    [InlineData("SELECT 'it''s ?', E'\\'?', $$?$$, $x$ ? $ $x$, /* ? /* ? */ ? */ ? + 1 FROM range(?)", "")]
    [InlineData("SELECT id FROM machine WHERE id IN (?, ?)", "machine(id)")]
    [InlineData("SELECT list_transform([1], x -> x + ?) FROM machine LIMIT ?", "machine()")]
    [InlineData("SELECT $two, $one", "")]
    [InlineData("SELECT max(wage) FROM machine WHERE id<? AND line=?::VARCHAR", "machine(id line wage)")]
    public async Task QueryAsync_WithParameters_AsksForTheSame(string sql, string expected)
    {
        var fixture = plant.Fresh();

        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, [1L, 2L]), None);

        result.Error.ShouldBeNull();
        string.Join(' ', fixture.Access.Reads).ShouldBe(expected);
    }

    [Fact]
    public async Task QueryAsync_ParametersOfEveryKind_AreUnderstood()
    {
        var fixture = plant.Fresh();
        object?[] values = [null, true, long.MinValue, 1.5e300, double.NaN, "it's $1 ? '", fixture.Time.GetUtcNow(), 1.25m];

        var row = (await fixture.QueryAsync("SELECT ?, ?, ?, ?, ?, ?, ?, ?", values)).Rows.ShouldHaveSingleItem();

        row[2].ShouldBe(long.MinValue);
        row[5].ShouldBe("it's $1 ? '");
        row[7].ShouldBe(1.25m);
    }

    [Fact]
    public async Task QueryAsync_VeryLongStatements_AreUnderstoodUpToABound()
    {
        var fixture = plant.Fresh();
        var most = $"SELECT id FROM machine WHERE id IN ({string.Join(',', Enumerable.Repeat("1", 49_900))})";

        (await fixture.QueryAsync(most)).Rows.Count.ShouldBe(1);
        (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, most.Replace("1,1)", "1,1,10000000)", StringComparison.Ordinal) + new string(' ', 1000), []), None))
            .Error.ShouldBeOfType<Platform.Results.LimitError>().Code.ShouldBe("query-long");
        fixture.Access.Reads.ShouldBe(["machine(id)"]);
    }

    [Fact]
    public async Task QueryAsync_VeryDeepStatements_AreUnderstoodOrRefused()
    {
        var fixture = plant.Fresh();

        (await fixture.QueryAsync($"SELECT {string.Join('+', Enumerable.Repeat("id", 800))} FROM machine")).Rows.Count.ShouldBe(10);
        (await fixture.QueryAsync($"SELECT id FROM {string.Concat(Enumerable.Repeat("(SELECT * FROM ", 200))}machine{new string(')', 200)}")).Rows.Count.ShouldBe(10);
        (await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, $"SELECT {string.Concat(Enumerable.Repeat("abs(", 5000))}1{new string(')', 5000)}", []), None))
            .Error.ShouldNotBeNull().Code.ShouldBe("query-invalid");
    }
}
