namespace Twinyard.Contracts.Twins;

/// <summary>How runs of the server's own machine are kept apart.</summary>
/// <param name="Mode"><c>auto</c>, <c>required</c> or <c>off</c>, as configured.</param>
/// <param name="Sandbox">The program that makes sandboxes; null where none works.</param>
/// <param name="Egress">What a run reaches that lists nothing: <c>environment</c> or <c>open</c>, as configured.</param>
/// <param name="LimitsEgress">Whether that, and what a manifest lists, holds on this machine.</param>
/// <param name="Missing">What the machine lacks, each with its remedy.</param>
public sealed record TwinIsolation(string Mode, string? Sandbox, bool RunsInSandbox, string Egress, bool LimitsEgress, IReadOnlyList<string> Missing);
