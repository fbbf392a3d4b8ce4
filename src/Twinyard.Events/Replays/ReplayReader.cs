using Twinyard.Events.Bus;
using Twinyard.Platform.Data;

namespace Twinyard.Events.Replays;

/// <summary>Reads a replay's events in the order of the minute of their time, and of the bus within a minute.</summary>
internal sealed class ReplayReader
{
    private const string OfReplay = "sequence <= @Through AND replay_name IS NULL";

    public Task<long> CountAsync(DbSession session, ReplayRow replay, CancellationToken cancellationToken) =>
        session.FirstAsync<long>($"SELECT COUNT(*) FROM events WHERE at >= @FromAt AND at < @ToAt AND {OfReplay}", replay, cancellationToken);

    /// <summary>The events after the replay's cursor, at most <paramref name="limit"/>, and the cursor behind them.</summary>
    public async Task<ReplayBatch> NextAsync(DbSession session, ReplayRow replay, int limit, CancellationToken cancellationToken)
    {
        var begun = await OfMinuteAsync(session, replay, limit, cancellationToken);
        if (begun.Count == limit)
        {
            return new ReplayBatch(begun, replay.Minute, begun[^1].Sequence, false);
        }

        var later = await AfterMinuteAsync(session, replay, limit, cancellationToken);
        if (later.Count < limit)
        {
            return Batch(replay, begun, later, true);
        }

        // The last minute may go on behind what was read: it is begun only when nothing is before it, and then read by its place on the bus.
        var last = MinuteOf(later[^1]);
        var whole = later.Where(row => MinuteOf(row) < last).ToList();
        return whole.Count > 0 ? Batch(replay, begun, whole, false) : new ReplayBatch(begun, last, 0, false);
    }

    private static ReplayBatch Batch(ReplayRow replay, IReadOnlyList<EventRow> begun, IReadOnlyList<EventRow> minutes, bool isLast)
    {
        var rows = begun.Concat(minutes.OrderBy(MinuteOf).ThenBy(row => row.Sequence)).ToList();
        return rows.Count == 0 ? new ReplayBatch([], replay.Minute, replay.Position, isLast) : new ReplayBatch(rows, MinuteOf(rows[^1]), rows[^1].Sequence, isLast);
    }

    private static Task<IReadOnlyList<EventRow>> OfMinuteAsync(DbSession session, ReplayRow replay, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"""
            SELECT {EventStore.Columns} FROM events WHERE at >= @From AND at < @To AND sequence > @Position AND {OfReplay} ORDER BY sequence LIMIT @limit
            """,
            new
            {
                From = Math.Max(replay.FromAt, replay.Minute * ReplayRow.MicrosAMinute),
                To = Math.Min(replay.ToAt, (replay.Minute + 1) * ReplayRow.MicrosAMinute),
                replay.Position,
                replay.Through,
                limit,
            },
            cancellationToken);

    private static Task<IReadOnlyList<EventRow>> AfterMinuteAsync(DbSession session, ReplayRow replay, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"SELECT {EventStore.Columns} FROM events WHERE at >= @From AND at < @ToAt AND {OfReplay} ORDER BY at, sequence LIMIT @limit",
            new { From = (replay.Minute + 1) * ReplayRow.MicrosAMinute, replay.ToAt, replay.Through, limit },
            cancellationToken);

    private static long MinuteOf(EventRow row) => row.At / ReplayRow.MicrosAMinute;
}

/// <param name="Minute">With <paramref name="Position"/> the cursor behind the events.</param>
/// <param name="IsLast">Whether nothing follows.</param>
internal sealed record ReplayBatch(IReadOnlyList<EventRow> Events, long Minute, long Position, bool IsLast);
