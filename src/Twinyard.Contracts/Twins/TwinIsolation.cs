namespace Twinyard.Contracts.Twins;

/// <summary>How runs of the server's own machine are kept apart.</summary>
/// <param name="Mode"><c>auto</c>, <c>required</c> or <c>off</c>, as configured.</param>
/// <param name="Sandbox">The program that makes sandboxes; null where none works.</param>
/// <param name="Missing">What the machine lacks, each with its remedy.</param>
public sealed record TwinIsolation(string Mode, string? Sandbox, bool RunsInSandbox, IReadOnlyList<string> Missing);
