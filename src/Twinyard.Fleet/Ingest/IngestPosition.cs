using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>How far the segments have been loaded. Kept in the warehouse, so that it commits with the rows.</summary>
internal sealed class IngestPosition(IWarehouse warehouse)
{
    public Task<LoadedPosition> ReadAsync(CancellationToken cancellationToken) => warehouse.ReadAsync(
        async session =>
        {
            var result = await session.QueryAsync("SELECT segment, position FROM ingest_position", [], cancellationToken);
            return result.Rows is [var row, ..] ? new LoadedPosition((long)row[0]!, (long)row[1]!) /* both are NOT NULL */ : default;
        },
        cancellationToken);

    public static async Task WriteAsync(IWarehouseSession session, LoadedPosition position, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM ingest_position", [], cancellationToken);
        await session.ExecuteAsync("INSERT INTO ingest_position VALUES (?, ?)", [position.Segment, position.Offset], cancellationToken);
    }

    public static async Task<SequenceTracker> TrackerAsync(IWarehouseSession session, string device, string stream, CancellationToken cancellationToken)
    {
        var result = await session.QueryAsync("SELECT taken FROM ingest_sequences WHERE device = ? AND stream = ?", [device, stream], cancellationToken);
        return result.Rows is [[string taken], ..] ? SequenceTracker.Parse(taken) : new SequenceTracker();
    }

    public static async Task WriteTrackersAsync(IWarehouseSession session, IEnumerable<KeyValuePair<(string Device, string Stream), SequenceTracker>> trackers, CancellationToken cancellationToken)
    {
        foreach (var (key, tracker) in trackers)
        {
            await session.ExecuteAsync(
                "INSERT INTO ingest_sequences VALUES (?, ?, ?) ON CONFLICT (device, stream) DO UPDATE SET taken = excluded.taken",
                [key.Device, key.Stream, tracker.ToString()],
                cancellationToken);
        }
    }
}

/// <param name="Segment">0 before anything was loaded.</param>
/// <param name="Offset">Everything before it has been loaded.</param>
internal readonly record struct LoadedPosition(long Segment, long Offset);
