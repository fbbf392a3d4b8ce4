using Microsoft.Data.Sqlite;

namespace Twinyard.Platform.Homes;

/// <summary>Tells a full disk from other failures, whoever met it: the file system, SQLite, PostgreSQL or DuckDB.</summary>
public static class DiskSpace
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = 112;
    private const int SqliteFull = 13;
    private const string PostgresDiskFull = "53100";

    /// <summary>Whether the exception, or one inside it, says that no space is left (ENOSPC, EDQUOT, SQLITE_FULL, SQLSTATE 53100).</summary>
    public static bool IsUsedUp(Exception? exception) => exception switch
    {
        null => false,
        SqliteException { SqliteErrorCode: SqliteFull } => true,
        Npgsql.PostgresException { SqlState: PostgresDiskFull } => true,
        IOException io when (io.HResult & 0xFFFF) is NoSpace or QuotaExceeded or WindowsDiskFull => true,
        // DuckDB passes the system's words on and nothing else.
        System.Data.Common.DbException when exception.Message.Contains("No space left on device", StringComparison.Ordinal) => true,
        AggregateException many => many.InnerExceptions.Any(IsUsedUp),
        _ => IsUsedUp(exception.InnerException),
    };
}
