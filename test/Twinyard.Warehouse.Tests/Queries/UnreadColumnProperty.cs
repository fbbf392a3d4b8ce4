using CsCheck;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>
/// Two warehouses that differ in one column alone, which may not be read. Whoever asks the same of both learns the same of both: neither a value of the column nor anything that depends on one.
/// </summary>
public sealed class UnreadColumnProperty
{
    private const string NoWages =
        """
        Statement:
          - { Effect: Allow, Action: warehouse:Query, Resource: "*" }
          - { Effect: Deny, Action: warehouse:Query, Resource: "*", Condition: { "ForAnyValue:StringEquals": { warehouse:Columns: wage } } }
        """;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly WarehouseTables Tables = new(
        "plant",
        ["CREATE TABLE IF NOT EXISTS machine (id BIGINT, line VARCHAR, wage BIGINT)", "CREATE TABLE IF NOT EXISTS reading (id BIGINT, value BIGINT)"]);

    [Fact]
    public async Task QueryAsync_AnyStatement_TellsNothingOfAColumnThatMayNotBeRead()
    {
        await using var one = await StartAsync("7777000 + i");
        await using var other = await StartAsync("8888000 - (i * 7) % 10");
        int answered = 0, denied = 0, depending = 0;

        await Gen.Int[0, 9999].Array[60].Select(StatementWriter.Write).SampleAsync(
            async sql =>
            {
                var (told, toldOther) = (await AskAsync(one, sql), await AskAsync(other, sql));
                toldOther.ShouldBe(told, sql);
                told.ShouldNotContain("7777", Case.Sensitive, sql);

                var depends = await ReadAsync(one, sql) != await ReadAsync(other, sql);
                Interlocked.Add(ref depending, depends ? 1 : 0);
                Interlocked.Add(ref denied, told == "denied" ? 1 : 0);
                Interlocked.Add(ref answered, told.StartsWith("rows", StringComparison.Ordinal) ? 1 : 0);
            },
            iter: 1000);

        // Of a thousand, of which most cannot be bound. The generator could go astray, and the property would still hold.
        answered.ShouldBeGreaterThan(60);
        depending.ShouldBeGreaterThan(30);
        denied.ShouldBeGreaterThanOrEqualTo(depending);
    }

    private static async Task<WarehouseFixture> StartAsync(string wage)
    {
        var fixture = await WarehouseFixture.StartAsync(new PolicyAccess(NoWages), Tables);
        await fixture.ExecuteAsync($"INSERT INTO machine SELECT i, 'line' || (i % 2), {wage} FROM range(10) t(i); INSERT INTO reading SELECT i % 10, i FROM range(30) t(i)");
        return fixture;
    }

    private static async Task<string> AskAsync(WarehouseFixture fixture, string sql)
    {
        var result = await fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, []), None);
        return result.Error switch
        {
            null => $"rows {Text(result.Value)}",
            DeniedError => "denied",
            { Code: "query-unattributed" } error => throw new InvalidOperationException($"{error.Message} {sql}"),
            var error => $"{error.Code} {error.Message.Replace("7777003", "", StringComparison.Ordinal)}",
        };
    }

    /// <summary>As somebody to whom no policy applies.</summary>
    private static async Task<string> ReadAsync(WarehouseFixture fixture, string sql)
    {
        try
        {
            return Text(await fixture.Warehouse.ReadAsync(session => session.QueryAsync(sql, [], None), None));
        }
        catch (System.Data.Common.DbException e)
        {
            return e.Message;
        }
    }

    // Without the constant that the statements themselves name.
    private static string Text(QueryResult result) =>
        string.Join('\n', result.Rows.Select(row => string.Join('|', row.Select(Text))).Order(StringComparer.Ordinal)).Replace("7777003", "constant", StringComparison.Ordinal);

    private static string Text(object? value) => value switch
    {
        null => "",
        IReadOnlyList<object?> list => string.Join(',', list.Select(Text).Order(StringComparer.Ordinal)),
        _ => FormattableString.Invariant($"{value}"),
    };
}
