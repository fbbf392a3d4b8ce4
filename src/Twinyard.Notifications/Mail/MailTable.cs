using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Notifications.Mail;

/// <summary>A report's table in HTML, in text and as CSV. Columns whose values are all numbers stand on the right.</summary>
internal static class MailTable
{
    /// <summary>Rows shown in the message; all of them are in the CSV.</summary>
    public const int ShownRows = 50;

    public static string Html(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<JsonNode?>> rows)
    {
        var html = new StringBuilder();
        html.Append("""<div style="overflow-x:auto;margin:0 0 16px 0"><table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;font-size:13px;line-height:20px"><tr>""");
        for (var i = 0; i < columns.Count; i++)
        {
            html.Append(CultureInfo.InvariantCulture, $"""<th align="{Side(rows, i)}" style="padding:6px 10px;border-bottom:2px solid #c6ccd5;color:#5c6675;font-weight:600;white-space:nowrap">{MailLayout.Escape(columns[i])}</th>""");
        }

        html.Append("</tr>");
        foreach (var row in rows.Take(ShownRows))
        {
            html.Append("<tr>");
            for (var i = 0; i < columns.Count; i++)
            {
                html.Append(CultureInfo.InvariantCulture, $"""<td align="{Side(rows, i)}" style="padding:6px 10px;border-bottom:1px solid #e9ecf0">{MailLayout.Escape(Show(row[i]))}</td>""");
            }

            html.Append("</tr>\n");
        }

        html.Append("</table></div>");
        if (rows.Count > ShownRows)
        {
            html.Append(MailLayout.Paragraph($"{rows.Count - ShownRows:N0} more rows are in the attached table.csv."));
        }

        return html.ToString();
    }

    public static string Text(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<JsonNode?>> rows)
    {
        var shown = rows.Take(ShownRows).Select(row => row.Select(Show).ToArray()).ToList();
        var widths = columns.Select((column, i) => Math.Max(column.Length, shown.Select(row => row[i].Length).DefaultIfEmpty(0).Max())).ToArray();
        var text = new StringBuilder();
        AppendLine(columns);
        AppendLine([.. widths.Select(width => new string('-', width))]);
        shown.ForEach(AppendLine);
        return text.ToString();

        void AppendLine(IReadOnlyList<string> cells) =>
            text.AppendLine(string.Join("  ", cells.Select((cell, i) => Side(rows, i) == "right" ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
    }

    public static byte[] Csv(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<JsonNode?>> rows)
    {
        var text = new StringBuilder();
        AppendLine(columns);
        foreach (var row in rows)
        {
            AppendLine(row.Select(value => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? ""));
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        void AppendLine(IEnumerable<string> cells) =>
            text.Append(string.Join(',', cells.Select(cell => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell))).Append("\r\n");
    }

    /// <summary>Numbers with at most four decimals.</summary>
    public static string Show(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number when value.AsValue().TryGetValue<long>(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number => value.GetValue<double>().ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };

    private static string Side(IReadOnlyList<IReadOnlyList<JsonNode?>> rows, int column) =>
        rows.Count > 0 && rows.All(row => row[column] is not { } value || value.GetValueKind() == JsonValueKind.Number) ? "right" : "left";
}
