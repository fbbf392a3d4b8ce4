using System.Text.Json;
using Twinyard.Sdk.Charts;

namespace Twinyard.Sdk;

public sealed partial class TwinyardRun
{
    /// <summary>A report: text, a table, charts. It is emailed to the topic, or to the topics that the workflow's manifest names.</summary>
    /// <param name="rows">Rows of a query, dictionaries, or objects; columns are those of all rows, in the order in which they first appear.</param>
    public void Report(string title, IEnumerable<object>? rows = null, IReadOnlyList<Chart>? charts = null, string text = "", string? topic = null)
    {
        var cells = (rows ?? []).Select(SdkJson.Row).ToList();
        var columns = cells.SelectMany(row => row.Select(cell => cell.Key)).Distinct(StringComparer.Ordinal).ToList();
        var report = new
        {
            title,
            text,
            columns,
            rows = cells.Select(row => columns.Select(column => row.TryGetPropertyValue(column, out var value) ? value : null).ToList()).ToList(),
            charts = charts ?? [],
            topic,
        };
        _output.Write($"{_output.NextReport()}/report.json", JsonSerializer.SerializeToUtf8Bytes(report, SdkJson.Options));
    }

    /// <summary>A line chart of two columns.</summary>
    /// <param name="series">A column whose values name one line each.</param>
    public Chart Line(IEnumerable<object> rows, string x, string y, string? series = null, string? title = null) => ChartRows.Draw("line", rows, x, y, series, title);

    /// <inheritdoc cref="Line"/>
    public Chart Bar(IEnumerable<object> rows, string x, string y, string? series = null, string? title = null) => ChartRows.Draw("bar", rows, x, y, series, title);

    /// <inheritdoc cref="Line"/>
    public Chart Scatter(IEnumerable<object> rows, string x, string y, string? series = null, string? title = null) => ChartRows.Draw("scatter", rows, x, y, series, title);
}
