using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

internal sealed class DuckDbSession(DuckDBConnection connection) : IWarehouseSession
{
    public async Task<int> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken)
    {
        using var command = Command(sql, parameters);
        await using var cancel = CancelWith(command, cancellationToken);
        return Interruptible(command.ExecuteNonQuery, cancellationToken);
    }

    public async Task<QueryResult> QueryAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken)
    {
        using var command = Command(sql, parameters);
        await using var cancel = CancelWith(command, cancellationToken);
        using var reader = command.ExecuteReader();
        return ResultReader.Read(reader, int.MaxValue, long.MaxValue);
    }

    public Task AppendAsync(string table, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        TableAppend.Run(connection, table, rows, cancellationToken);
        return Task.CompletedTask;
    }

    internal static void Bind(DuckDBCommand command, IReadOnlyList<object?> parameters)
    {
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(WarehouseValue.ToDuckDb(parameter)));
        }
    }

    /// <summary>The driver tells an interruption like any other failure; to whoever cancelled, it is none.</summary>
    private static T Interruptible<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return work();
        }
        catch (DuckDBException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The statement was interrupted.", e, cancellationToken);
        }
    }

    private static CancellationTokenRegistration CancelWith(DuckDBCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cancellationToken.Register(command.Cancel);
    }

    private DuckDBCommand Command(string sql, IReadOnlyList<object?> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        Bind(command, parameters);
        return command;
    }
}
