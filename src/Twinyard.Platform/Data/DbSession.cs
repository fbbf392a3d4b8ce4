using System.Data.Common;
using Dapper;
using Npgsql;

namespace Twinyard.Platform.Data;

/// <summary>
/// A connection inside a transaction, for the length of one unit of work. SQL is written once for both engines: text ids,
/// 64-bit integers (also for booleans, 0 or 1), <c>ON CONFLICT</c>, <c>RETURNING</c>, parameters as <c>@Name</c>.
/// </summary>
public sealed class DbSession
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;
    private List<Func<DbSession, Task>>? _beforeCommit;
    private List<Action>? _onCommitted;
    private Dictionary<Type, object>? _gathered;
    private List<PostedStatement>? _posted;

    internal DbSession(DbConnection connection, DbTransaction? transaction, DatabaseEngine engine)
    {
        _connection = connection;
        _transaction = transaction;
        Engine = engine;
    }

    public DatabaseEngine Engine { get; }

    /// <summary>
    /// Ends a <c>SELECT</c> that claims rows: other claimers skip what this one holds. SQLite has one writer at a time and
    /// needs nothing.
    /// </summary>
    public string ForUpdateSkipLocked => Engine == DatabaseEngine.PostgreSql ? "FOR UPDATE SKIP LOCKED" : "";

    /// <summary>Ends a <c>SELECT</c> whose rows must not change until this unit of work ends; other writers of them wait.</summary>
    public string ForUpdate => Engine == DatabaseEngine.PostgreSql ? "FOR UPDATE" : "";

    /// <summary>After a column: equal to one of a list parameter's values. Give the list as an array: <c>WHERE id {session.OneOf("@Ids")}</c>.</summary>
    /// <remarks>
    /// Not <c>= ANY</c>: prepared while the table was small, that is kept as a scan which compares every row with every value.
    /// </remarks>
    public string OneOf(string parameter) => Engine == DatabaseEngine.PostgreSql ? $"IN (SELECT unnest({parameter}))" : $"IN {parameter}";

    /// <summary>
    /// A table for a <c>FROM</c>, named <paramref name="alias"/>, of the rows in a JSON parameter (<see cref="JsonRows"/>), so that one
    /// statement writes or finds many rows.
    /// </summary>
    /// <param name="columns">Names with their types, such as <c>id text, fence bigint</c>.</param>
    public string Rows(string alias, string parameter, string columns) => Engine == DatabaseEngine.PostgreSql
        ? $"json_to_recordset(CAST({parameter} AS json)) AS {alias} ({columns})"
        : $"(SELECT {string.Join(", ", columns.Split(", ").Select(column => column.Split(' ')[0]).Select(name => $"value ->> '$.{name}' AS {name}"))} FROM json_each({parameter})) AS {alias}";

    /// <summary>From here to the end of this unit of work no other that asks for the same name goes on; those of SQLite take turns anyway.</summary>
    public void Lock(string name)
    {
        if (Engine == DatabaseEngine.PostgreSql)
        {
            // Sent with the next statement, which sees what was committed before the lock was given.
            (_posted ??= []).Add(new PostedStatement("SELECT pg_advisory_xact_lock(hashtextextended(@Name, 0))", new { Name = name }, GivesRows: true));
        }
    }

    /// <returns>The number of rows touched.</returns>
    public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken)
    {
        await SendPostedAsync(cancellationToken);
        return await _connection.ExecuteAsync(Command(sql, parameters, cancellationToken));
    }

    /// <summary>As <see cref="ExecuteAsync"/>, for a statement that takes away what nobody may read any more: SQLite would leave it in free space of its file and overwrites it. PostgreSQL's goes with its next vacuum.</summary>
    public async Task<int> OverwriteAsync(string sql, object? parameters, CancellationToken cancellationToken)
    {
        if (Engine != DatabaseEngine.Sqlite)
        {
            return await ExecuteAsync(sql, parameters, cancellationToken);
        }

        await ExecuteAsync("PRAGMA secure_delete = ON", null, cancellationToken);
        try
        {
            return await ExecuteAsync(sql, parameters, cancellationToken);
        }
        finally
        {
            await ExecuteAsync("PRAGMA secure_delete = OFF", null, CancellationToken.None);
        }
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) => _posted is null
        ? (await _connection.QueryAsync<T>(Command(sql, parameters, cancellationToken))).AsList()
        : await PostgresBatch.QueryAsync<T>(
            (NpgsqlConnection)_connection, (NpgsqlTransaction?)_transaction, TakePosted(), new PostedStatement(sql, parameters, GivesRows: true), cancellationToken);

    public async Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters, CancellationToken cancellationToken)
    {
        await SendPostedAsync(cancellationToken);
        return await _connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters, cancellationToken));
    }

    /// <exception cref="InvalidOperationException">The statement gives no row.</exception>
    public async Task<T> FirstAsync<T>(string sql, object? parameters, CancellationToken cancellationToken)
    {
        await SendPostedAsync(cancellationToken);
        return await _connection.QueryFirstAsync<T>(Command(sql, parameters, cancellationToken));
    }

    /// <summary>
    /// A statement of a write whose answer nobody needs: it is executed before the next statement of this unit of work that has one, or with the commit.
    /// On PostgreSQL several of them, and the commit, are one round trip; an error may come with a later call, and nothing of the unit of work is then kept.
    /// </summary>
    /// <param name="parameters">Values of types that the database has, no lists.</param>
    public Task PostAsync(string sql, object? parameters, CancellationToken cancellationToken)
    {
        if (_connection is not NpgsqlConnection)
        {
            return ExecuteAsync(sql, parameters, cancellationToken);
        }

        (_posted ??= []).Add(new PostedStatement(sql, parameters));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Runs as the last part of this unit of work, in its transaction. For rows that every unit of work wants, such as the position of
    /// the event bus: taken last by all, they are held briefly and nobody waits for each other in a circle.
    /// </summary>
    public void BeforeCommit(Func<DbSession, Task> action) => (_beforeCommit ??= []).Add(action);

    /// <summary>Keeps an item until the last part of this unit of work, when all of its type are written by one call.</summary>
    public void WriteLast<T>(T item, Func<IReadOnlyList<T>, DbSession, Task> write)
    {
        _gathered ??= [];
        if (_gathered.TryGetValue(typeof(T), out var known))
        {
            ((List<T>)known).Add(item);
            return;
        }

        var items = new List<T> { item };
        _gathered[typeof(T)] = items;
        BeforeCommit(last =>
        {
            _gathered.Remove(typeof(T));
            return write(items, last);
        });
    }

    /// <summary>Runs after this unit of work has committed, and not at all when it has not.</summary>
    public void OnCommitted(Action action) => (_onCommitted ??= []).Add(action);

    internal async Task FinishAsync()
    {
        // An action may add another, which then runs too.
        for (var i = 0; i < _beforeCommit?.Count; i++)
        {
            await _beforeCommit[i](this);
        }
    }

    /// <summary>What was posted and not executed yet; it is the caller's now.</summary>
    internal IReadOnlyList<PostedStatement> TakePosted()
    {
        var posted = _posted ?? [];
        _posted = null;
        return posted;
    }

    internal void RaiseCommitted() => _onCommitted?.ForEach(action => action());

    private Task SendPostedAsync(CancellationToken cancellationToken) => _posted is null
        ? Task.CompletedTask
        : PostgresBatch.ExecuteAsync((NpgsqlConnection)_connection, (NpgsqlTransaction?)_transaction, TakePosted(), cancellationToken);

    private CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, _transaction, cancellationToken: cancellationToken);
}
