using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Notifications.Reports;

/// <summary>Reads <c>reports/&lt;n&gt;/report.json</c> strictly, within bounds.</summary>
internal static class ReportReader
{
    public const long MaximumBytes = 4 * 1024 * 1024;
    public const long MaximumPage = 10 * 1024 * 1024;
    public const int MaximumRows = 1_000;
    public const int MaximumColumns = 30;
    public const int MaximumCharts = 12;
    public const int MaximumSeries = 12;
    public const int MaximumPoints = 20_000;
    private const int MaximumTitle = 150;
    private const int MaximumText = 50_000;
    private static readonly string[] Kinds = ["line", "bar", "scatter"];

    /// <param name="name">As the problem's place is called: <c>reports/0/report.json</c>.</param>
    public static Result<Report> Read(string path, string name)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            return new LimitError("report-too-large", $"{name} is larger than {MaximumBytes / (1024 * 1024)} MB.", "Put large data into a table or a bucket and report on it.");
        }

        try
        {
            return ReadReport(JsonNode.Parse(File.ReadAllText(path)), Path.GetDirectoryName(path) ?? "");
        }
        catch (ReportProblem problem)
        {
            return new InvalidError("report-invalid", $"{name}: {problem.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new InvalidError("report-invalid", $"{name}: this is not a report: {e.Message}");
        }
    }

    private static Report ReadReport(JsonNode? node, string folder)
    {
        var root = Object(node, "the report", "title", "text", "columns", "rows", "charts", "topic", "page");
        var title = Text(root, "title", MaximumTitle) ?? throw new ReportProblem("'title' is missing.");
        if (title.Any(char.IsControl))
        {
            throw new ReportProblem("'title' is one line.");
        }

        var columns = List(root, "columns", MaximumColumns).Select(column => column?.GetValue<string>() ?? "").ToList();
        var rows = List(root, "rows", MaximumRows).Select((row, i) => Row(row, columns.Count, i)).ToList();
        var charts = List(root, "charts", MaximumCharts).Select(Chart).ToList();
        return new Report(title, Text(root, "text", MaximumText) ?? "", columns, rows, charts, Text(root, "topic", MaximumTitle)) { Page = Page(Text(root, "page", MaximumTitle), folder) };
    }

    private static string? Page(string? name, string folder)
    {
        if (name is null)
        {
            return null;
        }

        if (name != Path.GetFileName(name) || Path.GetExtension(name) != ".html")
        {
            throw new ReportProblem($"'page' is the name of an .html file beside the report, which '{name}' is not.");
        }

        var file = new FileInfo(Path.Combine(folder, name));
        return !file.Exists || file.LinkTarget is not null ? throw new ReportProblem($"there is no file {name} beside the report.")
            : file.Length > MaximumPage ? throw new ReportProblem($"{name} is larger than {MaximumPage / (1024 * 1024)} MB; put it into a bucket.")
            : file.FullName;
    }

    private static IReadOnlyList<JsonNode?> Row(JsonNode? node, int columns, int index) =>
        node is JsonArray row && row.Count == columns ? [.. row] : throw new ReportProblem($"rows[{index}] must be a list of {columns} value(s), one a column.");

    private static ReportChart Chart(JsonNode? node, int index)
    {
        var where = $"charts[{index}]";
        var chart = Object(node, where, "kind", "title", "xLabel", "yLabel", "series");
        var kind = Text(chart, "kind", MaximumTitle) ?? "line";
        if (!Kinds.Contains(kind))
        {
            throw new ReportProblem($"{where}: the kind '{kind}' is not one of {string.Join(", ", Kinds)}.");
        }

        var series = List(chart, "series", MaximumSeries).Select((item, i) => Series(item, $"{where}.series[{i}]")).ToList();
        if (series.Count == 0)
        {
            throw new ReportProblem($"{where} has no series.");
        }

        return new ReportChart(
            kind, Text(chart, "title", MaximumTitle) ?? "", Text(chart, "xLabel", MaximumTitle) ?? "", Text(chart, "yLabel", MaximumTitle) ?? "", series);
    }

    private static ReportSeries Series(JsonNode? node, string where)
    {
        var series = Object(node, where, "name", "x", "y");
        var x = List(series, "x", MaximumPoints).Select(value => value ?? throw new ReportProblem($"{where}: x holds a null.")).ToList();
        var y = List(series, "y", MaximumPoints).Select(value => value?.GetValue<double>() ?? double.NaN).ToList();
        if (x.Count != y.Count || x.Count == 0)
        {
            throw new ReportProblem($"{where} has {x.Count} x and {y.Count} y; it needs as many of both, one at least.");
        }

        if (x.Any(value => value.GetValueKind() is not (JsonValueKind.Number or JsonValueKind.String)))
        {
            throw new ReportProblem($"{where}: x holds numbers or texts.");
        }

        return new ReportSeries(Text(series, "name", MaximumTitle) ?? "", x, y);
    }

    private static JsonObject Object(JsonNode? node, string where, params string[] known)
    {
        var found = node as JsonObject ?? throw new ReportProblem($"{where} is not a JSON object.");
        return found.FirstOrDefault(member => !known.Contains(member.Key)).Key is { } unknown
            ? throw new ReportProblem($"'{unknown}' is not known in {where}; {string.Join(", ", known)} are.")
            : found;
    }

    private static string? Text(JsonObject node, string key, int maximum)
    {
        var text = node[key]?.GetValue<string>();
        return text?.Length > maximum ? throw new ReportProblem($"'{key}' has more than {maximum:N0} characters.") : text;
    }

    private static JsonArray List(JsonObject node, string key, int maximum)
    {
        var list = node[key] is null ? [] : node[key] as JsonArray ?? throw new ReportProblem($"'{key}' is not a list.");
        return list.Count > maximum ? throw new ReportProblem($"'{key}' holds {list.Count:N0} items; at most {maximum:N0} are taken.") : list;
    }

    private sealed class ReportProblem(string message) : Exception(message);
}
