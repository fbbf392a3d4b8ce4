namespace Twinyard.Contracts.Workflows;

/// <summary>A file of a run's outputs.</summary>
/// <param name="Path">In the output folder, such as <c>tables/daily.ndjson</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of the content.</param>
/// <param name="Rows">Lines of an <c>.ndjson</c> file; null for others.</param>
/// <param name="RowsHash">Of the lines of an <c>.ndjson</c> file in any order: their SHA-256s added up in four lanes of 64 bits.</param>
/// <param name="Text">The content of a small <c>.json</c> or <c>.ndjson</c> file, so that a difference can be shown.</param>
public sealed record RunOutputDigest(string Path, long Size, string Sha256, long? Rows, string? RowsHash, string? Text);
