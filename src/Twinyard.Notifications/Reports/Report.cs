using System.Text.Json.Nodes;

namespace Twinyard.Notifications.Reports;

/// <summary>A report as a run wrote it, checked: every row has a value a column, every series as many x as y.</summary>
internal sealed record Report(
    string Title,
    string Text,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<JsonNode?>> Rows,
    IReadOnlyList<ReportChart> Charts,
    string? Topic)
{
    /// <summary>A self-contained HTML page beside the report that is attached to its mail: its full path.</summary>
    public string? Page { get; init; }
}

/// <param name="Kind"><c>line</c>, <c>bar</c> or <c>scatter</c>.</param>
internal sealed record ReportChart(string Kind, string Title, string XLabel, string YLabel, IReadOnlyList<ReportSeries> Series);

/// <param name="X">Numbers, or texts: times in ISO 8601 make a time axis, others name categories.</param>
/// <param name="Y">NaN where the script gave null: a gap.</param>
internal sealed record ReportSeries(string Name, IReadOnlyList<JsonNode> X, IReadOnlyList<double> Y);
