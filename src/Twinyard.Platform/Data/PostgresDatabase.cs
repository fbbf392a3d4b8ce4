using System.Data.Common;
using Npgsql;

namespace Twinyard.Platform.Data;

/// <summary>PostgreSQL 15 or newer, at its default isolation (read committed): claims lock their rows.</summary>
public sealed class PostgresDatabase(string connectionString) : Database
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(Prepared(connectionString));

    public override DatabaseEngine Engine => DatabaseEngine.PostgreSql;

    internal string ConnectionString => connectionString;

    public override async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        return await work(new DbSession(connection, null, Engine));
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override async Task<T> RunWriteAsync<T>(Func<DbSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
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
        await transaction.CommitAsync(CancellationToken.None);
        session.RaiseCommitted();
        return result;
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
