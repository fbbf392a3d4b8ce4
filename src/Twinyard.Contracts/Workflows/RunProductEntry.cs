namespace Twinyard.Contracts.Workflows;

/// <param name="Kind"><c>object</c> or <c>model</c>.</param>
/// <param name="Name"><c>bucket/key</c>, or the model's name.</param>
/// <param name="Digest">SHA-256 of the content.</param>
public sealed record RunProductEntry(string Kind, string Name, string Version, string Digest);
