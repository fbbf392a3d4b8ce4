using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>Policies on tables and columns, in the grammar in which people write them.</summary>
public sealed class ColumnPolicyTests
{
    private const string SomeColumns =
        """
        - Sid: Machines
          Effect: Allow
          Action: warehouse:Query
          Resource: tyr:*:warehouse:table/machine
          Condition: { "ForAllValues:StringEquals": { warehouse:Columns: [id, line] } }
        - { Effect: Allow, Action: warehouse:Query, Resource: "tyr:*:warehouse:table/reading" }
        """;

    private const string AllButWages =
        """
        - { Effect: Allow, Action: warehouse:Query, Resource: "*" }
        - { Sid: NoWages, Effect: Deny, Action: warehouse:Query, Resource: "tyr:*:warehouse:table/*", Condition: { "ForAnyValue:StringEquals": { warehouse:Columns: wage } } }
        """;

    [Theory]
    [InlineData("SELECT id, line FROM machine", true)]
    [InlineData("SELECT count(*) FROM machine", true)]
    [InlineData("SELECT * EXCLUDE (wage, part) FROM machine", true)]
    [InlineData("SELECT * FROM reading", true)]
    [InlineData("SELECT m.line, avg(r.value) FROM machine m JOIN reading r USING (id) GROUP BY ALL", true)]
    [InlineData("SELECT wage FROM machine", false)]
    [InlineData("SELECT id FROM machine WHERE wage > 7005", false)]
    [InlineData("SELECT id FROM machine ORDER BY wage", false)]
    [InlineData("SELECT * FROM machine", false)]
    [InlineData("SELECT machine FROM machine", false)]
    [InlineData("SELECT part.x FROM machine", false)]
    [InlineData("SELECT value FROM reading WHERE id = (SELECT wage FROM machine LIMIT 1)", false)]
    [InlineData("SELECT id FROM overview", false)]
    [InlineData("SUMMARIZE machine", false)]
    [InlineData("EXPLAIN SELECT id FROM machine WHERE wage > 9000", false)]
    [InlineData("SELECT id FROM cost", false)]
    [InlineData("DESCRIBE machine", false)]
    public async Task QueryAsync_SomeColumnsAllowed_AllowsThoseAlone(string sql, bool allowed) => await CheckAsync(SomeColumns, sql, allowed);

    [Theory]
    [InlineData("SELECT id FROM machine", true)]
    [InlineData("SELECT id FROM cost", true)]
    [InlineData("DESCRIBE machine", false)]
    [InlineData("SELECT id, wage FROM machine", false)]
    [InlineData("SELECT twice FROM cost", false)]
    [InlineData("SELECT \"WAGE\" FROM machine", false)]
    [InlineData("SELECT w FROM machine AS m(i, l, w)", false)]
    [InlineData("SELECT r.id FROM reading r JOIN machine m ON m.wage = r.id", false)]
    [InlineData("SELECT half FROM overview", false)]
    public async Task QueryAsync_OneColumnDenied_DeniesWhateverUsesIt(string sql, bool allowed) => await CheckAsync(AllButWages, sql, allowed);

    [Fact]
    public async Task QueryAsync_Denied_NamesTheTableTheColumnsAndTheCondition()
    {
        await using var fixture = await StartAsync(SomeColumns);

        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT id, wage FROM machine", []), CancellationToken.None);

        result.Error.ShouldBeOfType<DeniedError>().Message.ShouldBe(
            "user/ann as owner may not warehouse:Query on warehouse:table/machine: no statement of the policy allows warehouse:Query on tyr:dev:warehouse:table/machine; "
            + "statement 'Machines' of the policy would, but its condition ForAllValues:StringEquals warehouse:Columns id or line does not hold for id, wage.");
    }

    private static async Task CheckAsync(string policy, string sql, bool allowed)
    {
        await using var fixture = await StartAsync(policy);

        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), CancellationToken.None);

        if (allowed)
        {
            result.Error.ShouldBeNull();
        }
        else
        {
            result.Error.ShouldBeOfType<DeniedError>();
        }
    }

    private static async Task<WarehouseFixture> StartAsync(string policy)
    {
        var fixture = await WarehouseFixture.StartAsync(new PolicyAccess($"Statement:\n{policy}"), Plant.Tables);
        await fixture.ExecuteAsync(Plant.Rows);
        return fixture;
    }
}
