namespace Twinyard.Contracts.Backups;

/// <param name="Folder">On the server's machine.</param>
/// <param name="State"><c>writing</c>, <c>complete</c> or <c>failed</c>.</param>
/// <param name="TakenAt">The point whose state it holds; while it is being written, when it was begun.</param>
/// <param name="Phase">What it is at; null where it is not being written.</param>
public sealed record BackupSummary(string Name, string Folder, string State, DateTimeOffset TakenAt, long Files, long Bytes, string? Phase, string? Error);
