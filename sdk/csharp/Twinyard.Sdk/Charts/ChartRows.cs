using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Sdk.Charts;

/// <summary>Turns rows of any shape into the series of a chart.</summary>
internal static class ChartRows
{
    /// <param name="series">A column whose values name the series; one series named after <paramref name="y"/> when null.</param>
    public static Chart Draw(string kind, IEnumerable<object> rows, string x, string y, string? series, string? title)
    {
        var groups = rows.Select(SdkJson.Row).GroupBy(row => series is null ? y : Cell(row, series)?.ToString() ?? "");
        return new Chart(kind, title ?? $"{y} by {x}", x, y, [.. groups.Select(group => ToSeries(group.Key, group, x, y))]);
    }

    private static Series ToSeries(string name, IEnumerable<JsonObject> rows, string x, string y)
    {
        var points = rows.Select(row => (X: Cell(row, x), Y: Cell(row, y))).Where(point => point is { X: not null, Y: not null }).ToList();
        return new Series(name, [.. points.Select(point => Value(point.X! /* filtered */))], [.. points.Select(point => Number(point.Y! /* filtered */, y))]);
    }

    private static JsonNode? Cell(JsonObject row, string column)
    {
        foreach (var (name, value) in row)
        {
            if (string.Equals(name, column, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new TwinyardException($"A row has no column {column} to draw; it has {string.Join(", ", row.Select(cell => cell.Key))}.");
    }

    private static object Value(JsonNode node) => node.GetValueKind() == JsonValueKind.Number ? (double)node : node.ToString();

    private static double Number(JsonNode node, string column) =>
        double.TryParse(node.ToString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TwinyardException($"Column {column} holds {node.ToJsonString()}, which cannot be drawn as a number.");
}
