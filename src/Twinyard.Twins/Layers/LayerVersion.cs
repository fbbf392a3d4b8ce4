namespace Twinyard.Twins.Layers;

/// <summary>A version of a layer. It never changes.</summary>
/// <param name="Hash">SHA-256 of the listing of its files, which has the hash of each.</param>
/// <param name="Size">Bytes of its files together.</param>
/// <param name="Publisher">Who published it.</param>
public sealed record LayerVersion(LayerReference Reference, string Hash, long Size, int Files, string Description, string Publisher, DateTimeOffset PublishedAt);
