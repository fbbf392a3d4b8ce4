namespace Twinyard.Contracts.Twins;

/// <param name="Path">Relative, with slashes.</param>
/// <param name="Size">In bytes.</param>
public sealed record LayerFileSummary(string Path, long Size, bool IsExecutable, string Sha256);
