namespace Twinyard.Contracts.Fleet;

/// <summary>Asks for a model version on the fleet, stage by stage.</summary>
/// <param name="Stages">Percentages of the devices, rising, the last 100; empty means 100 at once.</param>
/// <param name="Gate">Evaluated before every stage; null for none.</param>
/// <param name="Tags">Only devices that carry all of these; null for all.</param>
public sealed record CreateRolloutRequest(
    string Model,
    string Version,
    IReadOnlyList<RolloutStageRequest> Stages,
    RolloutGate? Gate = null,
    IReadOnlyDictionary<string, string>? Tags = null)
{
    /// <value>90: a stage is done when this share of its devices reports the version; the others catch up when they are back.</value>
    public int SuccessPercent { get; init; } = 90;

    /// <value>10: the rollout is halted when more than this share of a stage's devices reports an error.</value>
    public int ErrorPercent { get; init; } = 10;
}

public sealed record RolloutStageRequest(int Percent);

/// <summary>The candidate's metric may be worse than the champion's by this share at most, on the same dataset.</summary>
/// <param name="Metric">Such as <c>rmse</c>; lower is better.</param>
/// <param name="Tolerance">0.05 for five percent.</param>
public sealed record RolloutGate(string Metric, double Tolerance);

/// <param name="State"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>halted</c> or <c>cancelled</c>.</param>
/// <param name="Stage">1-based stage that is running or was the last to run; 0 before the first.</param>
/// <param name="Reason">Why it is in this state, for people.</param>
public sealed record RolloutSummary(
    string Id,
    string Model,
    string Version,
    string? PreviousVersion,
    string State,
    int Stage,
    int Stages,
    string Reason,
    string StartedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt);

public sealed record RolloutDetail(
    RolloutSummary Rollout, IReadOnlyList<RolloutStageDetail> Stages, RolloutGate? Gate, IReadOnlyList<RolloutDevice> Devices);

/// <param name="Devices">Devices up to and with this stage.</param>
/// <param name="GateReason">What the gate said before the stage, null before it was asked.</param>
public sealed record RolloutStageDetail(
    int Number, int Percent, int Devices, int Succeeded, int Failed, string? GateReason, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt);

/// <param name="State"><c>waiting</c>, <c>desired</c>, <c>succeeded</c>, <c>failed</c> or <c>rolled-back</c>.</param>
public sealed record RolloutDevice(string Device, int Stage, string State, string? Error);
