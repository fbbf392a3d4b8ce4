namespace Twinyard.Twins.Layers;

/// <summary>Which paths an archive of a layer may have.</summary>
internal static class LayerPath
{
    /// <returns>Why it may not be; null for a good one.</returns>
    public static string? Problem(string path) =>
        path.Length == 0 ? "its name is empty"
        : path.Length > LayerBounds.PathLength ? $"its path has more than {LayerBounds.PathLength} characters"
        : path[0] == '/' || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal) ? "its path is absolute, or has a backslash or a colon"
        : path.Any(char.IsControl) ? "its path has a control character"
        : path.Split('/').Any(part => part is "" or "." or "..") ? "its path has an empty part, '.' or '..'"
        : null;
}
