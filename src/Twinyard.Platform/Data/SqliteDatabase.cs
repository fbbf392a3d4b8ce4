using Microsoft.Data.Sqlite;

namespace Twinyard.Platform.Data;

/// <summary>SQLite in WAL mode with <c>synchronous=FULL</c>: a commit that returned survives a power cut.</summary>
public sealed class SqliteDatabase : Database
{
    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private SqliteConnection? _writeConnection;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    public SqliteDatabase(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30 }.ToString();
    }

    public override DatabaseEngine Engine => DatabaseEngine.Sqlite;

    internal string ConnectionString => _connectionString;

    public override async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await work(new DbSession(connection, null, Engine));
    }

    public override async ValueTask DisposeAsync()
    {
        await _writer.WaitAsync();
        if (_writeConnection is not null)
        {
            await _writeConnection.DisposeAsync();
            _writeConnection = null;
        }

        using var pool = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(pool);
        _writer.Dispose();
    }

    protected override async Task<T> RunWriteAsync<T>(Func<DbSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        T result;
        DbSession session;
        await _writer.WaitAsync(cancellationToken);
        try
        {
            _writeConnection ??= await OpenAsync(cancellationToken);
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

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;";
        await pragma.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
