using System.Text.Json;
using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Queries;

/// <summary>The tables that a statement names, as DuckDB's own parser finds them; not those that it defines for itself (<c>WITH</c>). None for an <c>EXPLAIN</c>.</summary>
internal static class StatementTables
{
    private const string CommonTables = "cte_map";

    /// <param name="sql">A statement that DuckDB can prepare.</param>
    public static IReadOnlyList<string> Of(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)";
        command.Parameters.Add(new DuckDBParameter(sql));
        using var tree = JsonDocument.Parse((string?)command.ExecuteScalar() ?? "{}", new JsonDocumentOptions { MaxDepth = 1000 });
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(tree.RootElement, new HashSet<string>(), names);
        return [.. names];
    }

    /// <param name="defined">Names that stand for a <c>WITH</c> around here.</param>
    private static void Collect(JsonElement element, IReadOnlySet<string> defined, SortedSet<string> names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, defined, names);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Text(element, "type") == "BASE_TABLE" && Text(element, "table_name") is { } name && (Text(element, "schema_name") is not (null or "") || !defined.Contains(name)))
        {
            names.Add(name);
        }

        var inside = Define(element, defined, names);
        foreach (var member in element.EnumerateObject().Where(member => member.Name != CommonTables))
        {
            Collect(member.Value, inside, names);
        }
    }

    // Each sees those before it. Its own name stands for a table within it, unless it is recursive.
    private static IReadOnlySet<string> Define(JsonElement element, IReadOnlySet<string> defined, SortedSet<string> names)
    {
        if (!element.TryGetProperty(CommonTables, out var common) || !common.TryGetProperty("map", out var map))
        {
            return defined;
        }

        var inside = defined.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateArray())
        {
            var (key, value) = (Text(entry, "key") ?? "", entry.GetProperty("value"));
            var isRecursive = value.GetProperty("query").GetProperty("node") is var node && Text(node, "type") == "RECURSIVE_CTE_NODE";
            Collect(value, isRecursive ? inside.Append(key).ToHashSet(StringComparer.Ordinal) : inside, names);
            inside.Add(key);
        }

        return inside;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
