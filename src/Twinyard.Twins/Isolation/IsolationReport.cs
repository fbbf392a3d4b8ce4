namespace Twinyard.Twins.Isolation;

/// <summary>What keeps runs apart on this machine, and what is missing.</summary>
/// <param name="Sandbox">The program that makes it; null where there is none that works.</param>
/// <param name="RunsInSandbox">Whether runs are started in it, as the configuration says.</param>
/// <param name="LimitsEgress">Whether a run can be given a network of its own, so that it reaches what it is let reach only.</param>
/// <param name="Missing">What is missing, each with its remedy; empty where everything is there.</param>
public sealed record IsolationReport(IsolationMode Mode, string? Sandbox, bool RunsInSandbox, bool LimitsEgress, IReadOnlyList<string> Missing);
