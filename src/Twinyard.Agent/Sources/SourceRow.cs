namespace Twinyard.Agent.Sources;

/// <summary>One row of measurements from a source.</summary>
/// <param name="Entity">What was measured, such as <c>fd001/17</c>.</param>
/// <param name="Step">Place in the entity's own order.</param>
/// <param name="Values">Column → finite value.</param>
public sealed record SourceRow(string Entity, long Step, IReadOnlyDictionary<string, double> Values);
