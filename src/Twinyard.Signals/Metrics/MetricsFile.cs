using System.Globalization;
using System.Text.Json;
using Twinyard.Platform.Results;

namespace Twinyard.Signals.Metrics;

/// <summary>Reads a run's <c>metrics.ndjson</c>: {"namespace"?, "name", "value", "unit"?, "dimensions"?, "at"?} a line.</summary>
internal static class MetricsFile
{
    public const string Name = "metrics.ndjson";
    private static readonly string[] Known = ["namespace", "name", "value", "unit", "dimensions", "at"];

    /// <param name="absentTime">For lines without <c>at</c>.</param>
    public static Result<IReadOnlyList<MetricDatum>> Read(string path, string defaultNamespace, DateTimeOffset absentTime)
    {
        var data = new List<MetricDatum>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (data.Count == MetricRules.MaximumData)
            {
                return Result<IReadOnlyList<MetricDatum>>.Fail(MetricRules.TooMany(Name, MetricRules.MaximumData));
            }

            var (datum, problem) = ReadLine(line, defaultNamespace, absentTime);
            problem ??= datum is null ? null : MetricRules.Check(datum);
            if (problem is not null || datum is null)
            {
                return new InvalidError("metric-invalid", $"{Name}({number}): {problem}");
            }

            data.Add(datum);
        }

        return data;
    }

    private static (MetricDatum? Datum, string? Problem) ReadLine(string line, string defaultNamespace, DateTimeOffset absentTime)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "a metric is a JSON object.");
            }

            if (root.EnumerateObject().FirstOrDefault(member => !Known.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            {
                return (null, $"'{unknown.Name}' is not known here; {string.Join(", ", Known)} are.");
            }

            if (!root.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Number)
            {
                return (null, "'value' is missing or not a number.");
            }

            var at = absentTime;
            if (Text(root, "at") is { } text
                && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at))
            {
                return (null, $"'{text}' in 'at' is not a time. Write ISO 8601.");
            }

            return (new MetricDatum(Text(root, "namespace") ?? defaultNamespace, Text(root, "name") ?? "", value.GetDouble(), Text(root, "unit") ?? "", at, Dimensions(root)), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, $"this is not a metric: {e.Message}");
        }
    }

    private static string? Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static Dictionary<string, string> Dimensions(JsonElement root)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("dimensions", out var map) && map.ValueKind != JsonValueKind.Null)
        {
            foreach (var member in map.EnumerateObject())
            {
                dimensions[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() ?? "" : member.Value.GetRawText();
            }
        }

        return dimensions;
    }
}
