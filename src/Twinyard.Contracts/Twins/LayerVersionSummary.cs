namespace Twinyard.Contracts.Twins;

/// <summary>A version of a layer. It never changes, and its number is never given again.</summary>
/// <param name="Hash">SHA-256 of the listing of its files.</param>
/// <param name="Size">Bytes of its files together.</param>
/// <param name="Publisher">Who published it.</param>
public sealed record LayerVersionSummary(string Name, int Version, string Hash, long Size, int Files, string Description, string Publisher, DateTimeOffset PublishedAt);
