using System.Buffers;
using System.Globalization;
using System.Text;

namespace Twinyard.Warehouse.Queries;

/// <summary>A result as CSV after RFC 4180: a header line, CRLF, quotes where needed. Null is an empty field.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    public static byte[] Of(QueryResult result)
    {
        var text = new StringBuilder();
        AppendLine(text, result.Columns.Select(column => (object?)column.Name));
        foreach (var row in result.Rows)
        {
            AppendLine(text, row);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void AppendLine(StringBuilder text, IEnumerable<object?> values)
    {
        var first = true;
        foreach (var value in values)
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            var field = Field(value);
            if (field.AsSpan().ContainsAny(NeedQuotes))
            {
                text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(field);
            }
        }

        text.Append("\r\n");
    }

    private static string Field(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time => JsonValues.Text(time),
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonValues.ToJson(value)?.ToJsonString() ?? "",
    };
}
