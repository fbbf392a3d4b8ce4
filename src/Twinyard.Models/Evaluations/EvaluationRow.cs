namespace Twinyard.Models.Evaluations;

internal sealed class EvaluationRow
{
    public string Id { get; init; } = "";

    public string Model { get; init; } = "";

    public long Version { get; init; }

    public string Dataset { get; init; } = "";

    public long RowCount { get; init; }

    /// <summary>JSON.</summary>
    public string Metrics { get; init; } = "";

    public string RunId { get; init; } = "";

    public long EvaluatedAt { get; init; }
}
