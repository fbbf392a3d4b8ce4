using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.RunTables;

namespace Twinyard.Warehouse.Tests;

public sealed class TableOutputTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task CommitAsync_NewTable_HasInferredColumnsAndRunId()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        var outputs = Outputs(fixture, "run-1", "daily", """
            {"day":"2026-03-01","at":"2026-03-01T06:00:00Z","mae":3,"rows":20,"ok":true,"note":null,"tags":["a"]}

            {"day":"2026-03-02","at":"2026-03-02T06:00:00Z","mae":3.5,"rows":21,"ok":false,"note":null,"late":"yes"}
            """);

        (await Output(fixture).StageAsync(outputs, None)).Error.ShouldBeNull();
        (await TableCountAsync(fixture, "daily")).ShouldBe(0);
        await Output(fixture).CommitAsync(outputs, None);

        var result = await fixture.QueryAsync("SELECT * FROM daily ORDER BY day");
        result.Columns.Select(column => $"{column.Name} {column.Type}")
            .ShouldBe(["run_id VARCHAR", "day VARCHAR", "at TIMESTAMP", "mae DOUBLE", "rows BIGINT", "ok BOOLEAN", "tags VARCHAR", "late VARCHAR"]);
        result.Rows[0].ShouldBe(["run-1", "2026-03-01", new DateTime(2026, 3, 1, 6, 0, 0, DateTimeKind.Utc), 3.0, 20L, true, "[\"a\"]", null]);
        result.Rows[1][7].ShouldBe("yes");
        fixture.Access.Asked.ShouldContain("run/run-1 as evaluator warehouse:WriteTable warehouse:table/daily");
    }

    [Fact]
    public async Task CommitAsync_CalledAgainAfterACrash_AddsNothing()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        var outputs = Outputs(fixture, "run-1", "daily", """{"mae":1.5}""");

        await Output(fixture).CommitAsync(outputs, None);
        await Output(fixture).CommitAsync(outputs, None);
        await Output(fixture).CommitAsync(Outputs(fixture, "run-2", "daily", """{"mae":2}"""), None);

        (await fixture.QueryAsync("SELECT run_id, mae FROM daily ORDER BY run_id")).Rows.ShouldBe([["run-1", 1.5], ["run-2", 2.0]]);
    }

    [Fact]
    public async Task CommitAsync_NewColumn_IsAdded()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        await Output(fixture).CommitAsync(Outputs(fixture, "run-1", "daily", """{"mae":1.5}"""), None);

        var second = Outputs(fixture, "run-2", "daily", """{"mae":2.5,"Rmse":3.5}""");
        (await Output(fixture).StageAsync(second, None)).Error.ShouldBeNull();
        await Output(fixture).CommitAsync(second, None);

        (await fixture.QueryAsync("SELECT mae, rmse FROM daily ORDER BY mae")).Rows.ShouldBe([[1.5, null], [2.5, 3.5]]);
    }

    [Fact]
    public async Task CommitAsync_AnotherRunMadeTheColumnADifferentType_NothingIsLost()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        var first = Outputs(fixture, "run-1", "daily", """{"v":1}""");
        var second = Outputs(fixture, "run-2", "daily", """{"v":"two"}""");
        (await Output(fixture).StageAsync(first, None)).IsOk.ShouldBeTrue();
        (await Output(fixture).StageAsync(second, None)).IsOk.ShouldBeTrue();

        await Output(fixture).CommitAsync(first, None);
        await Output(fixture).CommitAsync(second, None);

        (await fixture.QueryAsync("SELECT v FROM daily ORDER BY v")).Rows.ShouldBe([["1"], ["two"]]);
    }

    [Theory]
    [InlineData("daily", "{\"v\":1}\n{\"v\":\"text\"}", "table-invalid", "(2): column 'v' holds text here and whole numbers before")]
    [InlineData("daily", "{\"v\":1}\nnot json", "table-invalid", "tables/daily.ndjson(2): this is not JSON")]
    [InlineData("daily", "[1]", "table-invalid", "a row is a JSON object")]
    [InlineData("daily", "{\"run_id\":\"x\"}", "table-invalid", "written by the system")]
    [InlineData("daily", "{\"a\":1,\"A\":2}", "table-invalid", "differ in case only")]
    [InlineData("Bad-Name", "{\"a\":1}", "table-invalid", "is not a table name")]
    [InlineData("telemetry", "{\"a\":1}", "table-reserved", "belongs to fleet")]
    [InlineData("committed_runs", "{\"a\":1}", "table-reserved", "belongs to warehouse")]
    [InlineData("duckdb_tables", "{\"a\":1}", "table-reserved", "belongs to the system")]
    [InlineData("old", "{\"a\":\"text\"}", "table-column-type", "in the table old it is BIGINT")]
    [InlineData("old", "{\"a\":1.5}", "table-column-type", "in the table old it is BIGINT")]
    public async Task StageAsync_RowsThatCannotBeTaken_AreRefusedWithTheirPlace(string table, string content, string code, string message)
    {
        await using var fixture = await WarehouseFixture.StartAsync(new WarehouseTables("fleet", ["CREATE TABLE IF NOT EXISTS telemetry (a BIGINT)"]));
        await fixture.ExecuteAsync("CREATE TABLE old (run_id VARCHAR, a BIGINT)");

        var result = await Output(fixture).StageAsync(Outputs(fixture, "run-1", table, content), None);

        result.Error.ShouldNotBeNull().Code.ShouldBe(code);
        result.Error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task StageAsync_RoleMayNotWrite_IsDenied()
    {
        await using var fixture = await WarehouseFixture.StartAsync();
        fixture.Access.Denied.Add("warehouse:WriteTable");

        var result = await Output(fixture).StageAsync(Outputs(fixture, "run-1", "daily", """{"a":1}"""), None);

        result.Error.ShouldBeOfType<DeniedError>();
    }

    private static IRunOutput Output(WarehouseFixture fixture) => fixture.Get<IRunOutput>();

    private static async Task<int> TableCountAsync(WarehouseFixture fixture, string table) =>
        (await fixture.QueryAsync("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", table)).Rows.Count;

    private static RunOutputs Outputs(WarehouseFixture fixture, string runId, string table, string content)
    {
        var folder = Path.Combine(fixture.Folder, "outputs", runId);
        Directory.CreateDirectory(Path.Combine(folder, "tables"));
        File.WriteAllText(Path.Combine(folder, "tables", $"{table}.ndjson"), content);
        return new RunOutputs { RunId = runId, Workflow = "evaluate", Role = "evaluator", Commit = "", Folder = folder, StartedAt = fixture.Time.GetUtcNow() };
    }
}
