using Twinyard.Platform.Data;

namespace Twinyard.Events.Bus;

/// <summary>
/// Gives committed events their places on the bus. The places of a batch become visible together and batches follow one another, so a
/// reader that has seen n will never find a new event below n.
/// </summary>
internal sealed class EventPlacing(Database database, EventStore events) : IDisposable
{
    private const int Batch = 1000;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>When it returns, every event that was committed before the call has its place.</summary>
    public async Task PlaceAsync(CancellationToken cancellationToken)
    {
        // Other nodes are kept out by the row of the position; here nobody needs to hold a connection for that.
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!await database.ReadAsync(session => events.AnyWithoutPlaceAsync(session, cancellationToken), cancellationToken))
            {
                return;
            }

            while (await database.WriteRepeatableAsync(session => PlaceAsync(session, cancellationToken), cancellationToken) == Batch)
            {
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<int> PlaceAsync(DbSession session, CancellationToken cancellationToken)
    {
        var last = await events.LockPositionAsync(session, cancellationToken);
        var placed = await events.PlaceAsync(session, last, Batch, cancellationToken);
        if (placed > 0)
        {
            await events.MovePositionAsync(session, last + placed, cancellationToken);
        }

        return placed;
    }
}
