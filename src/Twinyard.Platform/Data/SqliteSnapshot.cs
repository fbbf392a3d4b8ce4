using Microsoft.Data.Sqlite;

namespace Twinyard.Platform.Data;

/// <summary>The database as it was at one moment, while others go on writing.</summary>
public sealed class SqliteSnapshot : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _reading;

    internal SqliteSnapshot(SqliteConnection connection, SqliteTransaction reading)
    {
        _connection = connection;
        _reading = reading;
    }

    /// <summary>Writes it into a new file, without a write-ahead log, durably.</summary>
    public async Task CopyToAsync(string path, CancellationToken cancellationToken)
    {
        await using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()))
        {
            await target.OpenAsync(cancellationToken);
            // One pass over the pages, in the reading transaction that the connection is in. SQLite has no asynchronous form of it.
            await Task.Run(() => _connection.BackupDatabase(target), cancellationToken);
            await using var alone = target.CreateCommand();
            alone.CommandText = "PRAGMA journal_mode=DELETE";
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _reading.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
