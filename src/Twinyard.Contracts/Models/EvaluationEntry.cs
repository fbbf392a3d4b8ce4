namespace Twinyard.Contracts.Models;

/// <summary>How one version did on one dataset in one run.</summary>
/// <param name="Rows">Labelled rows that were evaluated.</param>
/// <param name="Metrics">Such as <c>rmse</c>; finite numbers.</param>
public sealed record EvaluationEntry(
    string Model, int Version, string Dataset, long Rows, IReadOnlyDictionary<string, double> Metrics, string Run, DateTimeOffset At);
