namespace Twinyard.Contracts.Workflows;

/// <summary>When a run's artifacts were removed, and why.</summary>
public sealed record RemovedArtifacts(DateTimeOffset At, string Why);
