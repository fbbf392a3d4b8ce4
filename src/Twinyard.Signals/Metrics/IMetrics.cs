namespace Twinyard.Signals.Metrics;

/// <summary>Metric datapoints in the warehouse.</summary>
public interface IMetrics
{
    /// <param name="batchId">Makes the call idempotent: a second batch with the same id is ignored.</param>
    Task PutAsync(string batchId, IReadOnlyList<MetricDatum> data, CancellationToken cancellationToken);

    /// <summary>Aggregated per period, oldest first.</summary>
    Task<IReadOnlyList<MetricPoint>> QueryAsync(MetricQuery query, CancellationToken cancellationToken);

    Task<IReadOnlyList<MetricName>> ListAsync(string? nameSpace, CancellationToken cancellationToken);
}

/// <param name="Namespace">Such as <c>twinyard/workflows</c> or a script's own.</param>
public sealed record MetricDatum(string Namespace, string Name, double Value, string Unit, DateTimeOffset At, IReadOnlyDictionary<string, string> Dimensions);

/// <param name="Statistic"><c>avg</c>, <c>min</c>, <c>max</c>, <c>sum</c> or <c>count</c>.</param>
/// <param name="Dimensions">Each given must be equal; others are aggregated over.</param>
public sealed record MetricQuery(
    string Namespace, string Name, string Statistic, TimeSpan Period, DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<string, string> Dimensions);

public sealed record MetricPoint(DateTimeOffset At, double Value, long Count);

public sealed record MetricName(string Namespace, string Name, IReadOnlyList<string> DimensionKeys);
