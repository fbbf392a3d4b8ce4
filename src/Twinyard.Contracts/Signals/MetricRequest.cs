namespace Twinyard.Contracts.Signals;

/// <summary>Body of <c>POST /api/v1/metrics/query</c>.</summary>
/// <param name="Statistic"><c>avg</c>, <c>min</c>, <c>max</c>, <c>sum</c> or <c>count</c>; <c>avg</c> where absent.</param>
/// <param name="Period">Such as <c>60s</c>, <c>5m</c>; <c>60s</c> where absent.</param>
/// <param name="From">Three hours ago where absent.</param>
/// <param name="To">Now where absent.</param>
/// <param name="Dimensions">Each given must be equal; others are aggregated over.</param>
public sealed record MetricRequest(
    string Namespace,
    string Name,
    string? Statistic = null,
    string? Period = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    IReadOnlyDictionary<string, string>? Dimensions = null);

/// <summary>One period's value; <paramref name="At"/> is the period's start.</summary>
public sealed record MetricSample(DateTimeOffset At, double Value, long Count);

/// <summary>A metric that has data.</summary>
public sealed record MetricSummary(string Namespace, string Name, IReadOnlyList<string> DimensionKeys);
