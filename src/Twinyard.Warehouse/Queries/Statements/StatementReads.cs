using System.Text.Json;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>
/// What a statement reads, after the plan that DuckDB binds for it and before DuckDB improves it: there each table that is scanned stands with the columns that the statement names, also those
/// that only a condition or an order names, behind whatever view, macro, alias or star it named them.
/// </summary>
/// <param name="Catalog">Whether it shows what tables and columns there are.</param>
internal sealed record StatementReads(IReadOnlyList<TableRead> Tables, bool Catalog)
{
    private const string Scan = "LOGICAL_GET";
    private const string TableScan = "seq_scan";

    // Row numbers and the like have indexes from here on.
    private const ulong FirstVirtual = 1UL << 63;

    private static readonly string[] OtherLeaves = ["LOGICAL_DUMMY_SCAN", "LOGICAL_CHUNK_GET", "LOGICAL_DELIM_GET", "LOGICAL_CTE_REF", "LOGICAL_EMPTY_RESULT"];

    /// <param name="plan">As <c>json_serialize_plan</c> writes it.</param>
    /// <param name="database">The name of the database whose tables may be read.</param>
    /// <param name="catalog">Whether the statement shows the catalog without scanning it.</param>
    /// <returns>An <see cref="InvalidError"/> where it reads something that is no table of the database.</returns>
    public static Result<StatementReads> Of(JsonElement plan, string database, bool catalog)
    {
        var tables = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var node in JsonWalk.Objects(plan))
        {
            if (JsonWalk.Text(node, "type") is not { } type || !type.StartsWith("LOGICAL_", StringComparison.Ordinal))
            {
                continue;
            }

            if (type != Scan)
            {
                if (IsLeaf(node) && !OtherLeaves.Contains(type))
                {
                    return NoTable(type);
                }

                continue;
            }

            var function = JsonWalk.Text(node, "name") ?? "";
            if (function == TableScan)
            {
                if (TableOf(node, database) is not { } table)
                {
                    return NoTable("a table of another database or schema");
                }

                if (!tables.TryGetValue(table, out var columns))
                {
                    tables.Add(table, columns = new SortedSet<string>(StringComparer.Ordinal));
                }

                columns.UnionWith(ColumnsOf(node));
            }
            else if (KnownFunctions.ShowsCatalog(function))
            {
                catalog = true;
            }
            else if (!KnownFunctions.MakesRows(function))
            {
                return NoTable($"{function}()");
            }
        }

        return new StatementReads([.. tables.Select(table => new TableRead(table.Key, [.. table.Value]))], catalog);
    }

    /// <summary>The "no" to what is no table of the warehouse.</summary>
    public static InvalidError NoTable(string what) => new(
        "query-refused", $"The statement reads {what}, which is no table of the warehouse.", "SQL reaches the warehouse's tables only, neither files nor the network nor the server.");

    private static bool IsLeaf(JsonElement node) =>
        !node.TryGetProperty("children", out var children) || children.ValueKind != JsonValueKind.Array || children.GetArrayLength() == 0;

    private static string? TableOf(JsonElement scan, string database) =>
        scan.TryGetProperty("function_data", out var data) && data.ValueKind == JsonValueKind.Object
        && JsonWalk.Text(data, "catalog") == database && JsonWalk.Text(data, "schema") == "main"
            ? JsonWalk.Text(data, "table")
            : null;

    private static IEnumerable<string> ColumnsOf(JsonElement scan)
    {
        string[] names = [.. scan.GetProperty("names").EnumerateArray().Select(name => name.GetString() ?? "")];
        var columns = new List<string>();
        foreach (var column in scan.GetProperty("column_indexes").EnumerateArray())
        {
            if (!column.GetProperty("has_index").GetBoolean() || !column.GetProperty("index").TryGetUInt64(out var index) || (index >= (ulong)names.Length && index < FirstVirtual))
            {
                // It cannot be told which: all of them.
                return names;
            }

            if (index < FirstVirtual)
            {
                columns.Add(names[index]);
            }
        }

        return columns;
    }
}
