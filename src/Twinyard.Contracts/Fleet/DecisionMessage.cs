namespace Twinyard.Contracts.Fleet;

/// <summary>
/// What the device decided on a row, published with QoS 1 on <c>ty/v1/{device}/d</c>. Its id in the warehouse is
/// <c>{device}-{seq}</c>. A payload is one such object or an array of them.
/// </summary>
/// <param name="Seq">Counts up by one per decision, also over restarts.</param>
/// <param name="At">When it was decided: microseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Prediction">The model's answer in the unit that its bundle names.</param>
/// <param name="Decision">Name of the bundle's decision rule that matched.</param>
public sealed record DecisionMessage(
    long Seq, long At, string Entity, long Step, string Model, string Version, double Prediction, string Decision);
