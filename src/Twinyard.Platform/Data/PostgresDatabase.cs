using System.Data.Common;
using Npgsql;

namespace Twinyard.Platform.Data;

/// <summary>PostgreSQL 15 or newer, at its default isolation (read committed): claims lock their rows.</summary>
public sealed class PostgresDatabase(string connectionString) : Database
{
    private const string Channel = "twinyard";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(Prepared(connectionString));

    public override DatabaseEngine Engine => DatabaseEngine.PostgreSql;

    internal string ConnectionString => connectionString;

    public override async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        return await work(new DbSession(connection, null, Engine));
    }

    public override async Task<T> AloneAsync<T>(string name, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        // Held by this connection: where the process ends, the lock ends with it.
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_lock(hashtextextended($1, 0))", name, cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", name, CancellationToken.None);
        }
    }

    /// <summary>Says something to every <see cref="ListenAsync"/>, on all servers. Nobody who is not listening now will learn of it.</summary>
    /// <param name="text">At most 7 999 bytes.</param>
    internal async Task NotifyAsync(string text, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_notify('{Channel}', $1)", text, cancellationToken);
    }

    /// <summary>Listens on a connection of its own until that breaks or the token is cancelled.</summary>
    /// <param name="listening">Called when nothing said from now on will be missed.</param>
    internal async Task ListenAsync(Action listening, Action<string> heard, CancellationToken cancellationToken)
    {
        // Not a pooled connection: it is held all the time. Its keep-alive tells it of a server that is gone without a word.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 }.ToString());
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, notification) => heard(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        listening();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    // Durable at once in any case: this server outlives PostgreSQL's crash and would go on with what was lost, such as a claim.
    protected override async Task<T> RunWriteAsync<T>(Func<DbSession, Task<T>> work, Func<T, bool> keep, Durability durability, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var session = new DbSession(connection, transaction, Engine);
        var result = await work(session);
        if (!keep(result))
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return result;
        }

        await session.FinishAsync();
        if (session.TakePosted() is { Count: > 0 } last)
        {
            await PostgresBatch.CommitAsync(connection, transaction, last, CancellationToken.None);
        }
        else
        {
            await transaction.CommitAsync(CancellationToken.None);
        }

        session.RaiseCommitted();
        return result;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, string parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Statements are few and repeated: parsed and planned once a connection, unless the connection string says otherwise, as it must
    // where a pooler stands between.
    private static string Prepared(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Max Auto Prepare"))
        {
            builder.MaxAutoPrepare = 200;
            builder.AutoPrepareMinUsages = 3;
        }

        return builder.ToString();
    }
}
