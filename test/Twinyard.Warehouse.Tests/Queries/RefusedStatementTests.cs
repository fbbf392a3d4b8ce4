namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>Ways around the tables, and around being decided on. Each is refused for somebody who may read every table.</summary>
public sealed class RefusedStatementTests(PlantFixture plant) : IClassFixture<PlantFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("SELECT * FROM 'secrets.csv'", "query-refused", "secrets.csv")]
    [InlineData("SELECT * FROM '/etc/passwd'", "query-invalid", "/etc/passwd")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "query-refused", "read_csv()")]
    [InlineData("SELECT * FROM \"READ_TEXT\"('/etc/passwd')", "query-refused", "READ_TEXT()")]
    [InlineData("SELECT * FROM system.main.read_blob('/etc/passwd')", "query-refused", "read_blob()")]
    [InlineData("SELECT (SELECT content FROM read_text('/etc/passwd'))", "query-refused", "read_text()")]
    [InlineData("WITH x AS (SELECT * FROM parquet_scan('x')) SELECT 1", "query-refused", "parquet_scan()")]
    [InlineData("SELECT * FROM parquet_metadata('x')", "query-refused", "parquet_metadata()")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')", "query-refused", "sniff_csv()")]
    [InlineData("SELECT * FROM glob('/etc/*')", "query-refused", "glob()")]
    [InlineData("SELECT * FROM read_duckdb('other.duckdb')", "query-refused", "read_duckdb()")]
    [InlineData("DESCRIBE SELECT * FROM read_csv('/etc/passwd')", "query-refused", "read_csv()")]
    [InlineData("SELECT * FROM duckdb_settings()", "query-refused", "duckdb_settings()")]
    [InlineData("SELECT * FROM pg_catalog.pg_settings", "query-refused", "duckdb_settings()")]
    [InlineData("SELECT * FROM duckdb_secrets()", "query-refused", "duckdb_secrets()")]
    [InlineData("SELECT * FROM duckdb_logs()", "query-refused", "duckdb_logs()")]
    [InlineData("SELECT * FROM duckdb_databases()", "query-refused", "duckdb_databases()")]
    [InlineData("SELECT * FROM duckdb_table_sample('machine')", "query-refused", "duckdb_table_sample()")]
    [InlineData("SELECT * FROM pragma_storage_info('machine')", "query-refused", "pragma_storage_info()")]
    [InlineData("SELECT * FROM enable_logging()", "query-refused", "enable_logging()")]
    [InlineData("SELECT * FROM checkpoint()", "query-refused", "checkpoint()")]
    [InlineData("SELECT * FROM enable_peg_parser()", "query-refused", "enable_peg_parser()")]
    [InlineData("SELECT * FROM query('SELECT wage FROM machine')", "query-refused", "query()")]
    [InlineData("SELECT * FROM query_table('machine')", "query-refused", "query_table()")]
    [InlineData("SELECT * FROM query_table(CASE WHEN current_query() LIKE '%json_seria' || 'lize%' THEN 'reading' ELSE 'machine' END)", "query-refused", "query_table()")]
    [InlineData("SELECT * FROM histogram('machine', wage)", "query-refused", "histogram()")]
    [InlineData("SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT wage FROM machine'))", "query-refused", "json_execute_serialized_sql()")]
    [InlineData("SELECT json_serialize_plan('SELECT 1 FROM machine WHERE wage > 9', optimize := true)", "query-refused", "json_serialize_plan()")]
    [InlineData("SELECT current_setting('temp_directory')", "query-refused", "current_setting()")]
    [InlineData("SELECT sleep_ms(60000)", "query-refused", "sleep_ms()")]
    [InlineData("SELECT write_log('x')", "query-refused", "write_log()")]
    [InlineData("SELECT * FROM hidden.machine", "query-refused", "another database or schema")]
    [InlineData("COPY machine TO '/tmp/twinyard-leak.csv'", "query-refused", "/tmp/twinyard-leak.csv")]
    [InlineData("COPY (SELECT 1) TO '/tmp/twinyard-leak.csv'", "query-refused", "/tmp/twinyard-leak.csv")]
    [InlineData("EXPORT DATABASE '/tmp/twinyard-leak'", "query-refused", "/tmp/twinyard-leak")]
    [InlineData("ATTACH '/tmp/twinyard-other.db' AS other", "query-writes", "")]
    [InlineData("INSTALL httpfs", "query-writes", "")]
    [InlineData("LOAD httpfs", "query-writes", "")]
    [InlineData("SET enable_external_access = true", "query-writes", "")]
    [InlineData("SET VARIABLE x = (SELECT max(wage) FROM machine)", "query-writes", "")]
    [InlineData("RESET lock_configuration", "query-writes", "")]
    [InlineData("USE memory", "query-writes", "")]
    [InlineData("CALL pragma_table_info('machine')", "query-writes", "")]
    [InlineData("PREPARE p AS SELECT wage FROM machine", "query-writes", "")]
    [InlineData("CREATE MACRO m() AS (SELECT max(wage) FROM machine)", "query-writes", "")]
    [InlineData("CREATE TEMP TABLE mine AS FROM machine", "query-writes", "")]
    [InlineData("CREATE VIEW mine AS FROM machine", "query-writes", "")]
    [InlineData("UPDATE machine SET wage = 0", "query-writes", "")]
    [InlineData("DELETE FROM machine RETURNING *", "query-writes", "")]
    [InlineData("EXPLAIN ANALYZE UPDATE machine SET wage = 0", "query-writes", "")]
    [InlineData("EXPLAIN ANALYZE COPY machine TO '/tmp/twinyard-leak.csv'", "query-writes", "")]
    [InlineData("VACUUM", "query-writes", "")]
    [InlineData("SELECT 1; SELECT wage FROM machine", "query-many", "")]
    [InlineData("EXPLAIN SELECT 1; SELECT wage FROM machine", "query-many", "")]
    [InlineData("PIVOT machine ON line USING sum(wage)", "query-many", "")]
    [InlineData("SELECT * FROM (PIVOT machine ON wage USING count(*))", "query-many", "")]
    [InlineData("DESCRIBE (PIVOT machine ON wage USING count(*))", "query-many", "")]
    [InlineData("EXPLAIN ANALYZE ", "query-invalid", "")]
    [InlineData("EXPLAIN EXPLAIN SELECT 1", "query-invalid", "")]
    [InlineData("SELECT id FROM machine\0 WHERE wage > 1", "query-invalid", "zero character")]
    public async Task QueryAsync_WhatReachesBeyondTheTables_IsRefusedAndNamed(string sql, string code, string named)
    {
        var fixture = plant.Fresh();

        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None);

        var error = result.Error.ShouldNotBeNull();
        error.Code.ShouldBe(code, error.Message);
        error.Message.ShouldContain(named);
        Path.Exists("/tmp/twinyard-leak.csv").ShouldBeFalse();
        (await fixture.QueryAsync("SELECT count(*) FROM machine WHERE wage > 0")).Rows.ShouldHaveSingleItem()[0].ShouldBe(10L);
    }

    [Fact]
    public async Task QueryAsync_FunctionsThatDuckDbCallsVolatile_AreAllConsideredHere()
    {
        var fixture = plant.Fresh();

        // A new one may do something to the server: decide on it in KnownFunctions, and then here.
        var names = await fixture.QueryAsync("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'scalar' AND stability = 'VOLATILE' ORDER BY ALL");

        names.Rows.Select(row => row[0]).ShouldBe([
            "current_connection_id", "current_query", "current_query_id", "current_transaction_id", "currval", "error", "gen_random_uuid", "nextval", "random", "setseed", "sleep_ms", "stats",
            "uuid", "uuidv4", "uuidv7", "write_log",
        ]);
    }
}
