namespace Twinyard.Platform.Backups;

/// <summary>Options of the section <c>Backup</c>.</summary>
public sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>Where backups are written; <c>backups</c> unless given; a relative path is below the home. Another disk is better.</summary>
    public string? Folder { get; set; }

    /// <summary>So many backups are kept; a new one that is whole removes the oldest beyond them.</summary>
    public int Keep { get; set; } = 7;
}
