using Twinyard.Platform.Data;

namespace Twinyard.Platform.Backups;

/// <summary>What was fixed at a backup's point.</summary>
/// <param name="State">The state database as it was.</param>
/// <param name="Copied">What was copied there and then.</param>
/// <param name="Linked">Paths of files that have a second name, and their lengths then.</param>
internal sealed record BackupPoint(DateTimeOffset TakenAt, SqliteSnapshot State, List<BackupEntry> Copied, IReadOnlyList<(string Path, long Length)> Linked);
