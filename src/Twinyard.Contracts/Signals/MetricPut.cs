namespace Twinyard.Contracts.Signals;

/// <summary>Body of <c>POST /api/v1/metrics</c>: at most 1 000 data points.</summary>
/// <param name="BatchId">Makes the call repeatable: a second batch with the same id is ignored. Made by the server where absent.</param>
public sealed record MetricPut(IReadOnlyList<MetricPutItem> Data, string? BatchId = null);

/// <param name="At">The server's time where absent.</param>
public sealed record MetricPutItem(
    string Namespace, string Name, double Value, string? Unit = null, IReadOnlyDictionary<string, string>? Dimensions = null, DateTimeOffset? At = null);
