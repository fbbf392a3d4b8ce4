using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Sdk.Sql;

/// <summary>The rows of a query.</summary>
public sealed class SqlRows : IReadOnlyList<SqlRow>
{
    private readonly List<SqlRow> _rows;

    private SqlRows(IReadOnlyList<string> columns, List<SqlRow> rows)
    {
        Columns = columns;
        _rows = rows;
    }

    public IReadOnlyList<string> Columns { get; }

    public int Count => _rows.Count;

    public SqlRow this[int index] => _rows[index];

    /// <summary>Rows as objects; columns meet properties by name without regard to case.</summary>
    public IReadOnlyList<T> As<T>() =>
        [.. _rows.Select(row => new JsonObject(row.Select(cell => KeyValuePair.Create(cell.Key, cell.Value?.DeepClone()))).Deserialize<T>(SdkJson.Options)
            ?? throw new TwinyardException($"A row could not be read as {typeof(T).Name}."))];

    public IEnumerator<SqlRow> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads the answer of <c>POST /api/v1/warehouse/query</c>.</summary>
    /// <exception cref="TwinyardException">The result was cut: a script must not compute with half of the rows unaware.</exception>
    internal static SqlRows Read(JsonNode answer, int maximumRows)
    {
        if ((bool?)answer["truncated"] == true)
        {
            throw new TwinyardException($"The query has more than {maximumRows} rows. Aggregate in SQL, add a LIMIT, or call Sql with a larger maximum.");
        }

        // Every column has a name in the answer; the type tells real numbers from whole ones, which their digits may not.
        var columns = answer["columns"]!.AsArray().Select(column => (Name: (string)column!["name"]!, IsReal: (string?)column["type"] is "DOUBLE" or "FLOAT")).ToList();
        var names = columns.Select(column => column.Name).ToList();
        var rows = new List<SqlRow>();
        foreach (var row in answer["rows"]!.AsArray().OfType<JsonArray>())
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i].IsReal && row[i] is { } value && value.ToJsonString() is var text && !text.AsSpan().ContainsAny(".eE\""))
                {
                    row[i] = JsonNode.Parse(text + ".0");
                }
            }

            rows.Add(new SqlRow(names, row));
        }

        return new SqlRows(names, rows);
    }
}
