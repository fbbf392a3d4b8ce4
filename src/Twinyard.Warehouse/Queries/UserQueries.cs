using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;
using Twinyard.Warehouse.Queries.Statements;

namespace Twinyard.Warehouse.Queries;

/// <summary>
/// Runs statements that people and scripts wrote. Each has a connection of its own and a read-only transaction, and is interrupted
/// when its time is up or its caller gone. Before it runs, its caller must be allowed to read every table in it; that no file is reached is also what
/// <see cref="DuckDbFile"/>'s locked settings are for.
/// </summary>
internal sealed class UserQueries(DuckDbFile file, QueryAccess access, IOptions<WarehouseOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>What one result may take of the server's memory.</summary>
    private const long MaximumBytes = 64 * 1024 * 1024;

    private readonly SemaphoreSlim _places = new(options.Value.ConcurrentQueries);

    public async Task<Result<QueryResult>> RunAsync(WarehouseQuery query, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(query.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _places.WaitAsync(stop.Token);
            try
            {
                using var use = file.Use();
                return await Task.Run(() => RunUnlessLaidDownAsync(query, use, stop.Token), CancellationToken.None);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or DuckDBException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new LimitError("query-timeout", $"The query was stopped after {query.Timeout.TotalSeconds:0} s.", "Ask for less: fewer rows, a narrower time range, an aggregate.");
        }
        catch (DuckDBException e)
        {
            return Explain(e.Message);
        }
        catch (InvalidCastException e) when (e.Message.Contains("null value", StringComparison.Ordinal))
        {
            return new InvalidError("query-null", "A list inside a struct or a map of the result holds a null, which cannot be given as it is.", "Give it as JSON: SELECT to_json(COLUMN).");
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>DuckDB's message begins with the kind of the error.</summary>
    internal static Error Explain(string message) => message switch
    {
        _ when message.StartsWith("Out of Memory Error", StringComparison.Ordinal) =>
            new LimitError("query-memory", $"The query needs more memory than it may use: {message}", "Ask for less, or raise Warehouse:MemoryLimit."),
        _ when message.StartsWith("Permission Error", StringComparison.Ordinal) =>
            new InvalidError("query-refused", message, "SQL reaches the warehouse's tables only, neither files nor the network."),
        _ => new InvalidError("query-invalid", message),
    };

    // The interruption may meet any of the calls, and each tells it in its own way: the check as an error of the statement.
    private async Task<Result<QueryResult>> RunUnlessLaidDownAsync(WarehouseQuery query, FileUse use, CancellationToken cancellationToken)
    {
        try
        {
            var result = await RunAsync(query, use, cancellationToken);
            return result.IsOk || !use.Closing.IsCancellationRequested ? result : throw WarehouseUnavailableException.LaidDown(null);
        }
        catch (Exception e) when (use.Closing.IsCancellationRequested && e is OperationCanceledException or DuckDBException)
        {
            throw WarehouseUnavailableException.LaidDown(e);
        }
    }

    private async Task<Result<QueryResult>> RunAsync(WarehouseQuery query, FileUse use, CancellationToken cancellationToken)
    {
        var connection = use.Connection;
        // EXPLAIN ANALYZE executes what it explains, so the kind of the statement alone is no protection. What is checked and what is run sees the same tables.
        using (var begin = connection.CreateCommand())
        {
            begin.CommandText = "BEGIN TRANSACTION READ ONLY";
            begin.ExecuteNonQuery();
        }

        var reads = StatementCheck.Read(connection, file.DatabaseName, query.Sql, query.Parameters);
        if (!reads.IsOk)
        {
            return reads.Error;
        }

        var allowed = await access.RequireAsync(query.Principal, reads.Value, cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        using var command = connection.CreateCommand();
        command.CommandText = query.Sql;
        command.UseStreamingMode = true;
        DuckDbSession.Bind(command, query.Parameters);
        cancellationToken.ThrowIfCancellationRequested();
        using var cancel = cancellationToken.Register(command.Cancel);
        use.Closing.ThrowIfCancellationRequested();
        using var reader = command.ExecuteReader();
        return ResultReader.Read(reader, query.MaximumRows, MaximumBytes) with { Tables = [.. reads.Value.Tables.Select(table => table.Table)] };
    }
}
