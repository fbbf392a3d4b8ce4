using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Duck;

/// <summary>
/// The database file, opened once by this process. Settings are locked after opening, so no statement can turn file or network
/// access back on. A commit is durable: DuckDB syncs its write-ahead log before it returns.
/// </summary>
internal sealed class DuckDbFile(HomeDirectory home, IOptions<WarehouseOptions> options) : IDisposable
{
    private readonly string _connectionString = new DuckDBConnectionStringBuilder
    {
        DataSource = home.WarehouseDatabase,
        MemoryLimit = options.Value.MemoryLimit,
        Threads = options.Value.Threads,
        TempDirectory = Path.Combine(home.Cache, "warehouse-spill"),
        MaxTempDirectorySize = options.Value.SpillLimit,
        EnableExternalAccess = false,
        AutoinstallKnownExtensions = false,
        AutoloadKnownExtensions = false,
        AllowCommunityExtensions = false,
        AllowPersistentSecrets = false,
    }.ToString();

    private readonly Lock _opening = new();
    private DuckDBConnection? _keeper;

    /// <summary>A connection of its own to the one open database; the first call opens the file.</summary>
    /// <exception cref="DuckDBException">The file cannot be opened.</exception>
    public DuckDBConnection Connect()
    {
        lock (_opening)
        {
            _keeper ??= OpenFile();
        }

        return Open();
    }

    /// <returns>What is wrong with the file, in words for the person who starts the server.</returns>
    public Result<Done> TryOpen()
    {
        try
        {
            Connect().Dispose();
            return Done.Value;
        }
        catch (DuckDBException e) when (e.Message.Contains("lock", StringComparison.OrdinalIgnoreCase))
        {
            return new ConflictError(
                "warehouse-locked",
                $"The warehouse {home.WarehouseDatabase} is open in another program: {FirstLine(e)}",
                "Close that program (a duckdb shell, a notebook), then start again.");
        }
        catch (Exception e) when (e is DuckDBException or IOException or UnauthorizedAccessException)
        {
            return new FailedError(
                "warehouse-broken",
                $"The warehouse {home.WarehouseDatabase} cannot be opened: {FirstLine(e)}",
                "Restore the file and its .wal from a backup, or move both away to start with an empty warehouse; telemetry segments that are still there are loaded again.");
        }
    }

    public void Dispose()
    {
        lock (_opening)
        {
            // The last connection that closes writes a checkpoint.
            _keeper?.Dispose();
            _keeper = null;
        }
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();

    private DuckDBConnection OpenFile()
    {
        var connection = Open();
        // TIMESTAMPTZ is shown and cast in UTC wherever the server stands.
        Run(connection, "SET GLOBAL TimeZone = 'UTC'");
        Run(connection, "SET GLOBAL lock_configuration = true");
        return connection;
    }

    private DuckDBConnection Open()
    {
        var connection = new DuckDBConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
