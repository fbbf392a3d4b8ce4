using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Alarms;

/// <summary>An alarm as declared. Its JSON is canonical: every key present, in a fixed order.</summary>
internal sealed record AlarmSpecification
{
    public required string Namespace { get; init; }

    public required string Metric { get; init; }

    /// <summary><c>avg</c>, <c>min</c>, <c>max</c>, <c>sum</c> or <c>count</c>.</summary>
    public required string Statistic { get; init; }

    public required IReadOnlyDictionary<string, string> Dimensions { get; init; }

    public required TimeSpan Period { get; init; }

    public required AlarmThreshold Threshold { get; init; }

    /// <summary>M of N.</summary>
    public required int Breaching { get; init; }

    /// <summary>N: how many data points are evaluated.</summary>
    public required int Evaluated { get; init; }

    public required MissingData Missing { get; init; }

    public IReadOnlyList<string> Notify { get; init; } = [];

    public string? Workflow { get; init; }

    public string? Description { get; init; }

    /// <summary>One line for people.</summary>
    public string Condition
    {
        get
        {
            var where = Dimensions.Count == 0 ? "" : $" ({string.Join(", ", Dimensions.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}"))})";
            var periods = Evaluated == 1 ? "in a period" : $"for {Breaching} of {Evaluated} periods";
            return $"{Statistic} {Metric}{where} {Threshold} {periods} of {DurationWords.Of(Period)}";
        }
    }

    /// <exception cref="FormatException">The text is not what <see cref="ToJson"/> or a workflow's derivation gives; a bug.</exception>
    public static AlarmSpecification FromJson(string json)
    {
        var root = JsonNode.Parse(json)?.AsObject() ?? throw new FormatException($"This is no alarm: {json}");
        string Required(string key) => root[key]?.GetValue<string>() ?? throw new FormatException($"The alarm has no '{key}': {json}");

        if (!DurationText.TryParse(Required("period"), out var period)
            || !AlarmThreshold.TryParse(Required("threshold"), out var threshold)
            || !AlarmWords.TryParseDatapoints(Required("datapoints"), out var breaching, out var evaluated)
            || !AlarmWords.TryParseMissing(Required("missing"), out var missing))
        {
            throw new FormatException($"The alarm's period, threshold, datapoints or missing cannot be read: {json}");
        }

        return new AlarmSpecification
        {
            Namespace = Required("namespace"),
            Metric = Required("metric"),
            Statistic = Required("statistic"),
            Dimensions = (root["dimensions"]?.AsObject() ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "", StringComparer.Ordinal),
            Period = period,
            Threshold = threshold,
            Breaching = breaching,
            Evaluated = evaluated,
            Missing = missing,
            Notify = [.. (root["notify"]?.AsArray() ?? []).Select(topic => topic?.GetValue<string>() ?? "")],
            Workflow = root["workflow"]?.GetValue<string>(),
            Description = root["description"]?.GetValue<string>(),
        };
    }

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["namespace"] = Namespace,
            ["metric"] = Metric,
            ["statistic"] = Statistic,
            ["dimensions"] = new JsonObject(Dimensions.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value))),
            ["period"] = DurationWords.Of(Period),
            ["threshold"] = Threshold.ToString(),
            ["datapoints"] = $"{Breaching} of {Evaluated}",
            ["missing"] = AlarmWords.Of(Missing),
            ["notify"] = new JsonArray([.. Notify.Select(topic => (JsonNode)topic)]),
        };
        if (Workflow is not null)
        {
            json["workflow"] = Workflow;
        }

        if (Description is not null)
        {
            json["description"] = Description;
        }

        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
