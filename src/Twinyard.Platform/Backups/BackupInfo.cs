namespace Twinyard.Platform.Backups;

/// <param name="State"><see cref="Writing"/>, <see cref="Complete"/> or <see cref="Failed"/>.</param>
/// <param name="TakenAt">Its point; of one that is not complete, when it was begun.</param>
/// <param name="Files">So far.</param>
/// <param name="Bytes">So far.</param>
/// <param name="Error">Why it failed.</param>
public sealed record BackupInfo(string Name, string Folder, string State, DateTimeOffset TakenAt, long Files, long Bytes, string? Error)
{
    public const string Writing = "writing";
    public const string Complete = "complete";
    public const string Failed = "failed";

    /// <summary>What it is at; null where it is not being written.</summary>
    public string? Phase { get; init; }

    internal BackupProgress? Progress { get; init; }
}
