namespace Twinyard.Contracts.Fleet;

/// <summary>
/// One row of measurements, published with QoS 1 on <c>ty/v1/{device}/t/{stream}</c>. A payload is one such object or an
/// array of them.
/// </summary>
/// <param name="Seq">
/// Counts up by one per row of the stream, also over restarts. A row with a number that was loaded before is a redelivery and is ignored.
/// </param>
/// <param name="At">When it was measured: microseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Entity">What was measured, such as <c>fd001/17</c>.</param>
/// <param name="Step">Place in the entity's own order: cycle, sample number.</param>
/// <param name="Values">Column → value, in the sensor's own unit. Only finite numbers.</param>
public sealed record TelemetryMessage(long Seq, long At, string Entity, long Step, IReadOnlyDictionary<string, double> Values);
