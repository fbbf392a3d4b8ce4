using System.Text.Json.Serialization;

namespace Twinyard.Platform.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="Path">Relative to the home, with slashes.</param>
/// <param name="Size">In bytes; 0 for a link.</param>
/// <param name="Sha256">Of the content; empty for a link.</param>
/// <param name="Mode">Unix permissions, such as 0600 as a number.</param>
public sealed record BackupEntry(string Path, long Size, string Sha256, int Mode)
{
    /// <summary>Where a symbolic link leads to; null for a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; init; }
}
