using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

internal sealed class DuckDbSession(FileUse use) : IWarehouseSession
{
    public Task<int> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) =>
        RunAsync(
            stop =>
            {
                using var command = Command(sql, parameters);
                using var cancel = stop.Register(command.Cancel);
                return command.ExecuteNonQuery();
            },
            cancellationToken);

    public Task<QueryResult> QueryAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) =>
        RunAsync(
            stop =>
            {
                using var command = Command(sql, parameters);
                using var cancel = stop.Register(command.Cancel);
                using var reader = command.ExecuteReader();
                return ResultReader.Read(reader, int.MaxValue, long.MaxValue);
            },
            cancellationToken);

    public Task AppendAsync(string table, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken) =>
        RunAsync(
            stop =>
            {
                TableAppend.Run(use.Connection, table, rows, stop);
                return true;
            },
            cancellationToken);

    internal static void Bind(DuckDBCommand command, IReadOnlyList<object?> parameters)
    {
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(WarehouseValue.ToDuckDb(parameter)));
        }
    }

    // The driver tells an interruption like any other failure; to whoever cancelled, it is none.
    private Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, use.Closing);
        try
        {
            stop.Token.ThrowIfCancellationRequested();
            return Task.FromResult(work(stop.Token));
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is DuckDBException or OperationCanceledException)
        {
            return Task.FromException<T>(cancellationToken.IsCancellationRequested
                ? new OperationCanceledException("The statement was interrupted.", e, cancellationToken)
                : WarehouseUnavailableException.LaidDown(e));
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private DuckDBCommand Command(string sql, IReadOnlyList<object?> parameters)
    {
        var command = use.Connection.CreateCommand();
        command.CommandText = sql;
        Bind(command, parameters);
        return command;
    }
}
