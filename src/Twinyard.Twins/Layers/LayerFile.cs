namespace Twinyard.Twins.Layers;

/// <summary>A file of a layer.</summary>
/// <param name="Path">Relative, with slashes.</param>
/// <param name="Size">In bytes.</param>
internal readonly record struct LayerFile(string Path, long Size, bool IsExecutable, string Sha256);
