using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Forwarding;

/// <summary>
/// The warehouse for a node among several: here while this node holds the file, else on the elected one. Between two elections callers wait
/// up to <see cref="Patience"/>. What was begun is never begun again by itself, except a user's query, which only reads.
/// </summary>
internal sealed class ClusterWarehouse(DuckDbFile file, DuckDbWarehouse here, WarehouseConnector connector, TimeProvider time) : IWarehouse
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    public async Task<Result<QueryResult>> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await RunAsync(began, null, () => here.QueryAsync(query, cancellationToken), session => session.QueryAsync(query, cancellationToken), cancellationToken);
            }
            catch (WarehouseUnavailableException e) when (time.GetElapsedTime(began) >= Patience)
            {
                return new FailedError("warehouse-unavailable", e.Message, "");
            }
            catch (WarehouseUnavailableException)
            {
                await Task.Delay(Again, time, cancellationToken);
            }
        }
    }

    public Task<T> WriteAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(time.GetTimestamp(), FrameKind.Write, () => here.WriteAsync(work, cancellationToken), session => UnitAsync(session, work), cancellationToken);

    public Task<T> ReadAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(time.GetTimestamp(), FrameKind.Read, () => here.ReadAsync(work, cancellationToken), session => UnitAsync(session, work), cancellationToken);

    private static async Task<T> UnitAsync<T>(ForwardedSession session, Func<IWarehouseSession, Task<T>> work)
    {
        var result = await work(session);
        await session.FinishAsync();
        return result;
    }

    private async Task<T> RunAsync<T>(long began, FrameKind? begin, Func<Task<T>> local, Func<ForwardedSession, Task<T>> forwarded, CancellationToken cancellationToken)
    {
        while (true)
        {
            string reason;
            if (file.Serves)
            {
                try
                {
                    return await local();
                }
                catch (WarehouseNotHereException e)
                {
                    reason = e.Message;
                }
            }
            else
            {
                var connected = await connector.TryConnectAsync(begin, cancellationToken);
                if (connected.IsOk)
                {
                    using var session = connected.Value;
                    return await forwarded(session);
                }

                reason = connected.Error.ToString();
            }

            if (time.GetElapsedTime(began) >= Patience)
            {
                throw new WarehouseUnavailableException(reason, null);
            }

            await Task.Delay(Again, time, cancellationToken);
        }
    }
}
