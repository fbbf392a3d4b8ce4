namespace Twinyard.Contracts.Workflows;

/// <param name="Kind"><c>object</c>, <c>bundle</c>, <c>alias</c> or <c>table</c>.</param>
/// <param name="Name"><c>bucket/key</c>, a model, <c>model@alias</c>, or a table.</param>
/// <param name="Version">Of the object or the model; empty for a table, which has none.</param>
/// <param name="Digest">SHA-256 of the content; empty where there is none.</param>
/// <param name="At">When it was read first.</param>
public sealed record RunReadEntry(string Kind, string Name, string Version, string Digest, DateTimeOffset At);
