namespace Twinyard.Contracts.Workflows;

/// <summary>A secret that a run was given, and the version of its value.</summary>
public sealed record RunSecretVersion(string Name, int Version);
