using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;

namespace Twinyard.Warehouse.Queries;

/// <summary>
/// Runs statements that people and scripts wrote. Each has a connection of its own and a read-only transaction, and is interrupted
/// when its time is up or its caller gone. What a statement may reach is bounded by <see cref="DuckDbFile"/>'s locked settings.
/// </summary>
internal sealed class UserQueries(DuckDbFile file, IOptions<WarehouseOptions> options, TimeProvider time) : IDisposable
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
                return await Task.Run(() => RunUnlessLaidDown(query, use, stop.Token), CancellationToken.None);
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
    private static Result<QueryResult> RunUnlessLaidDown(WarehouseQuery query, FileUse use, CancellationToken cancellationToken)
    {
        try
        {
            var result = Run(query, use, cancellationToken);
            return result.IsOk || !use.Closing.IsCancellationRequested ? result : throw WarehouseUnavailableException.LaidDown(null);
        }
        catch (Exception e) when (use.Closing.IsCancellationRequested && e is OperationCanceledException or DuckDBException)
        {
            throw WarehouseUnavailableException.LaidDown(e);
        }
    }

    private static Result<QueryResult> Run(WarehouseQuery query, FileUse use, CancellationToken cancellationToken)
    {
        var connection = use.Connection;
        var check = StatementCheck.Check(connection.NativeConnection, query.Sql, query.Parameters.Count);
        if (!check.IsOk)
        {
            return check.Error;
        }

        // EXPLAIN ANALYZE executes what it explains, so the kind of the statement alone is no protection.
        using (var begin = connection.CreateCommand())
        {
            begin.CommandText = "BEGIN TRANSACTION READ ONLY";
            begin.ExecuteNonQuery();
        }

        var tables = StatementTables.Of(connection, query.Sql);
        using var command = connection.CreateCommand();
        command.CommandText = query.Sql;
        command.UseStreamingMode = true;
        DuckDbSession.Bind(command, query.Parameters);
        cancellationToken.ThrowIfCancellationRequested();
        using var cancel = cancellationToken.Register(command.Cancel);
        use.Closing.ThrowIfCancellationRequested();
        using var reader = command.ExecuteReader();
        return ResultReader.Read(reader, query.MaximumRows, MaximumBytes) with { Tables = tables };
    }
}
