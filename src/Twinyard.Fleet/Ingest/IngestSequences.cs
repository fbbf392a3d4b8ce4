using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Which numbers of each stream have been loaded. Read and written within the transaction that loads, since another node may have loaded of the
/// same stream meanwhile; a few statements a batch, since they may go over the wire.
/// </summary>
internal static class IngestSequences
{
    /// <summary>Streams that one statement names.</summary>
    private const int Named = 1_000;

    /// <returns>One for each key; an empty one where nothing was loaded.</returns>
    public static async Task<Dictionary<StreamKey, SequenceTracker>> ReadAsync(IWarehouseSession session, IReadOnlyCollection<StreamKey> keys, CancellationToken cancellationToken)
    {
        var trackers = keys.ToDictionary(key => key, _ => new SequenceTracker());
        foreach (var some in keys.Chunk(Named))
        {
            var result = await session.QueryAsync(
                $"""
                SELECT s.device, s.stream, s.taken FROM ingest_sequences s
                JOIN (VALUES {string.Join(", ", some.Select(_ => "(?, ?)"))}) k(device, stream) ON s.device = k.device AND s.stream = k.stream
                """,
                [.. some.SelectMany(key => new object?[] { key.Device, key.Stream })],
                cancellationToken);
            foreach (var row in result.Rows)
            {
                trackers[new StreamKey((string)row[0]!, (string)row[1]!)] = SequenceTracker.Parse((string)row[2]!) /* all three are NOT NULL */;
            }
        }

        return trackers;
    }

    public static async Task WriteAsync(IWarehouseSession session, IReadOnlyDictionary<StreamKey, SequenceTracker> trackers, CancellationToken cancellationToken)
    {
        foreach (var some in trackers.Chunk(Named))
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO ingest_sequences VALUES {string.Join(", ", some.Select(_ => "(?, ?, ?)"))}
                ON CONFLICT (device, stream) DO UPDATE SET taken = excluded.taken
                """,
                [.. some.SelectMany(tracker => new object?[] { tracker.Key.Device, tracker.Key.Stream, tracker.Value.ToString() })],
                cancellationToken);
        }
    }
}

internal readonly record struct StreamKey(string Device, string Stream);
