using System.Globalization;
using System.Text.Json;

namespace Twinyard.Warehouse.RunTables;

/// <summary>Reads the JSON lines of <c>tables/&lt;table&gt;.ndjson</c>.</summary>
internal static class TableRows
{
    public const int MaximumLineLength = 1_000_000;

    /// <summary>The lines that are not blank, with their 1-based numbers. A broken line is an exception: staging has refused it.</summary>
    public static IEnumerable<(int Line, JsonDocument Row)> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (number, JsonDocument.Parse(line));
            }
        }
    }

    public static ColumnKind KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => ColumnKind.Unknown,
        JsonValueKind.True or JsonValueKind.False => ColumnKind.Boolean,
        // 3.0 is written by a program that means a real number, so that the next run's 3.5 fits.
        JsonValueKind.Number => value.TryGetInt64(out _) && !value.GetRawText().AsSpan().ContainsAny(".eE") ? ColumnKind.Whole : ColumnKind.Real,
        JsonValueKind.String => IsTimestamp(value.GetString() ?? "", out _) ? ColumnKind.Timestamp : ColumnKind.Text,
        _ => ColumnKind.Text,
    };

    /// <summary>The value for a column of the given DuckDB type.</summary>
    public static object? ValueFor(string sqlType, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => sqlType == "VARCHAR" ? "true" : true,
        JsonValueKind.False => sqlType == "VARCHAR" ? "false" : false,
        JsonValueKind.Number when sqlType == "VARCHAR" => value.GetRawText(),
        JsonValueKind.Number when sqlType == "DOUBLE" => value.GetDouble(),
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.String when sqlType == "TIMESTAMP" && IsTimestamp(value.GetString() ?? "", out var time) => time,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    // ISO 8601 with a time part; a plain date stays text, and a time without zone is UTC.
    private static bool IsTimestamp(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length is >= 16 and <= 40 && text[4] == '-' && (text[10] is 'T' or ' ')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
