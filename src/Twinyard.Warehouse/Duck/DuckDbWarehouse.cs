using DuckDB.NET.Data;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Queries;

namespace Twinyard.Warehouse.Duck;

/// <summary>The warehouse on the server that holds its file. Elsewhere each call ends with <see cref="WarehouseNotHereException"/> before it has begun.</summary>
internal sealed class DuckDbWarehouse(DuckDbFile file, UserQueries queries) : IWarehouse, IFilesAtRest, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>The file, and the log of what was committed since its last checkpoint.</summary>
    public IReadOnlyList<string> Files => [file.Path, $"{file.Path}.wal"];

    public Task<Result<QueryResult>> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken) => queries.RunAsync(query, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            // DuckDB works synchronously; a large append must not hold the caller's thread.
            return await Task.Run(() => InTransactionAsync(work), cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    public Task<T> ReadAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                using var use = file.Use();
                return await work(new DuckDbSession(use));
            },
            cancellationToken);

    /// <summary>Only a commit writes the files, and closing the last connection, which the server's end does.</summary>
    public async Task WhileAtRestAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            using var use = file.Use();
            await work();
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    private async Task<T> InTransactionAsync<T>(Func<IWarehouseSession, Task<T>> work)
    {
        using var use = file.Use();
        using var transaction = Begin(use);
        T result;
        try
        {
            result = await work(new DuckDbSession(use));
            use.BeginCommit();
        }
        catch
        {
            use.BeginRollback();
            RollBack(transaction);
            throw;
        }

        transaction.Commit();
        return result;
    }

    private static DuckDBTransaction Begin(FileUse use)
    {
        try
        {
            return use.Connection.BeginTransaction();
        }
        catch (Exception e) when (use.Closing.IsCancellationRequested && e is DuckDBException or OperationCanceledException)
        {
            throw WarehouseUnavailableException.LaidDown(e);
        }
    }

    private static void RollBack(DuckDBTransaction transaction)
    {
        try
        {
            transaction.Rollback();
        }
        catch (DuckDBException)
        {
            // A statement that failed has already ended the transaction; what the caller must see is the first exception.
        }
    }
}
