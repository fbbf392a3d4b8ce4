using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Twinyard.Platform.Data;

/// <summary>SQLite in WAL mode with <c>synchronous=FULL</c>: a commit that returned survives a power cut, unless it is one that need not.</summary>
public sealed class SqliteDatabase : Database
{
    // Readers beyond this number get a connection for one use.
    private const int KeptReaders = 8;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly ConcurrentBag<PreparedConnection> _readers = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private PreparedConnection? _writeConnection;
    private Durability _durability = Durability.Now;
    private bool _disposed;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    public SqliteDatabase(string path)
    {
        // Connections are kept here, and set up once; the provider's pool would set them up at every use.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30, Pooling = false }.ToString();
    }

    public override DatabaseEngine Engine => DatabaseEngine.Sqlite;

    internal string ConnectionString => _connectionString;

    public override async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!_readers.TryTake(out var connection))
        {
            connection = await OpenAsync(cancellationToken);
        }

        try
        {
            return await work(new DbSession(connection, null, Engine));
        }
        finally
        {
            if (_disposed || _readers.Count >= KeptReaders)
            {
                await connection.DisposeAsync();
            }
            else
            {
                _readers.Add(connection);
            }
        }
    }

    public override async Task<T> AloneAsync<T>(string name, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        // One process owns the file, so its own gates are enough.
        var gate = _gates.GetOrAdd(name, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Fixes the state as it is at one moment, in which nobody writes.</summary>
    /// <param name="atThePoint">What is to be done in that moment; writers wait for it.</param>
    public async Task<SqliteSnapshot> SnapshotAsync(Func<Task> atThePoint, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        SqliteTransaction? reading = null;
        await _writer.WaitAsync(cancellationToken);
        try
        {
            reading = connection.BeginTransaction(deferred: true);
            await using var first = connection.CreateCommand();
            first.Transaction = reading;
            // What a transaction reads is fixed by its first read.
            first.CommandText = "SELECT COUNT(*) FROM sqlite_schema";
            await first.ExecuteScalarAsync(cancellationToken);
            await atThePoint();
            return new SqliteSnapshot(connection, reading);
        }
        catch
        {
            await (reading?.DisposeAsync() ?? ValueTask.CompletedTask);
            await connection.DisposeAsync();
            throw;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <returns>What SQLite finds wrong with a file that no server has open; null for nothing.</returns>
    public static async Task<string?> ProblemAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            await connection.OpenAsync(cancellationToken);
            await using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check(1)";
            return await check.ExecuteScalarAsync(cancellationToken) is string and not "ok" and var found ? found : null;
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _writer.WaitAsync();
        _disposed = true;
        while (_readers.TryTake(out var reader))
        {
            await reader.DisposeAsync();
        }

        if (_writeConnection is not null)
        {
            await _writeConnection.DisposeAsync();
            _writeConnection = null;
        }

        _writer.Dispose();
    }

    protected override async Task<T> RunWriteAsync<T>(Func<DbSession, Task<T>> work, Func<T, bool> keep, Durability durability, CancellationToken cancellationToken)
    {
        T result;
        DbSession session;
        await _writer.WaitAsync(cancellationToken);
        try
        {
            _writeConnection ??= await OpenWriterAsync(cancellationToken);
            SetDurability(_writeConnection, durability);
            // deferred: false is BEGIN IMMEDIATE, so the write lock is taken before the first read of the unit of work.
            await using var transaction = _writeConnection.BeginTransaction(deferred: false);
            session = new DbSession(_writeConnection, transaction, Engine);
            result = await work(session);
            if (!keep(result))
            {
                await transaction.RollbackAsync(CancellationToken.None);
                return result;
            }

            await session.FinishAsync();
            await transaction.CommitAsync(CancellationToken.None);
        }
        finally
        {
            _writer.Release();
        }

        session.RaiseCommitted();
        return result;
    }

    /// <summary>In WAL mode a commit with <c>synchronous=NORMAL</c> is not flushed; the next that is flushes the whole log, and so does a checkpoint (sqlite.org/pragma.html#pragma_synchronous).</summary>
    private void SetDurability(SqliteConnection connection, Durability durability)
    {
        if (_durability == durability)
        {
            return;
        }

        using var pragma = connection.CreateCommand();
        pragma.CommandText = durability == Durability.Now ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
        pragma.ExecuteNonQuery();
        _durability = durability;
    }

    private async Task<PreparedConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new PreparedConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;";
        await pragma.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private async Task<PreparedConnection> OpenWriterAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        await using var pragma = connection.CreateCommand();
        // Of what it writes it keeps 32 MB at hand, and a checkpoint, which its commit waits for, comes after 16 MB of log.
        pragma.CommandText = "PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=4000;";
        await pragma.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
