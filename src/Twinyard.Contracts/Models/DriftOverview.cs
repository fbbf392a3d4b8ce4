namespace Twinyard.Contracts.Models;

/// <param name="Groups">The newest report of each group.</param>
/// <param name="History">Changes of state, newest first, at most 100.</param>
public sealed record DriftOverview(string Model, IReadOnlyList<DriftReport> Groups, IReadOnlyList<DriftChange> History);

/// <param name="Column">The column that differed most; empty when none was compared.</param>
public sealed record DriftChange(int Version, string Group, string State, string Column, double Psi, double Ks, DateTimeOffset At);
