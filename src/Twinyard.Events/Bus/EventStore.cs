using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

internal sealed class EventStore
{
    /// <summary>The select list that fills an <see cref="EventRow"/>.</summary>
    public const string Columns =
        """
        sequence AS Sequence, id AS Id, source AS Source, detail_type AS DetailType, at AS At, resources AS Resources, detail AS Detail,
        replay_name AS ReplayName, original_id AS OriginalId, original_at AS OriginalAt
        """;

    private const string Content = "id, source, detail_type, at, resources, detail, replay_name, original_id, original_at";

    private const string Oldest = "SELECT arrival, id FROM event_arrivals ORDER BY arrival, id LIMIT @Limit";

    private const string RowColumns =
        "ordinal bigint, id text, source text, detail_type text, at bigint, resources text, detail text, replay_name text, original_id text, original_at bigint";

    /// <summary>Writes events without places, behind all such that are visible to the session.</summary>
    public Task InsertAsync(DbSession session, IReadOnlyList<EventRow> rows, CancellationToken cancellationToken) =>
        session.PostAsync(
            $"""
            INSERT INTO event_arrivals (arrival, {Content})
            SELECT r.ordinal + (SELECT COALESCE(MAX(arrival), 0) FROM event_arrivals), r.id, r.source, r.detail_type, r.at, r.resources, r.detail,
                r.replay_name, r.original_id, r.original_at
            FROM {session.Rows("r", "@Rows", RowColumns)}
            WHERE true ORDER BY r.ordinal
            ON CONFLICT (arrival, id) DO NOTHING
            """,
            new
            {
                Rows = JsonRows.Of(rows.Select((row, i) =>
                    new { Ordinal = i + 1, row.Id, row.Source, row.DetailType, row.At, row.Resources, row.Detail, row.ReplayName, row.OriginalId, row.OriginalAt })),
            },
            cancellationToken);

    public async Task<bool> AnyWithoutPlaceAsync(DbSession session, CancellationToken cancellationToken) =>
        await session.FirstOrDefaultAsync<string>("SELECT id FROM event_arrivals ORDER BY arrival, id LIMIT 1", null, cancellationToken) is not null;

    /// <returns>The last place that was given, held against others until the session commits.</returns>
    public Task<long> LockPositionAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>($"SELECT last FROM event_position WHERE id = 1 {session.ForUpdate}", null, cancellationToken);

    public Task<long> LastPositionAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("SELECT last FROM event_position WHERE id = 1", null, cancellationToken);

    /// <summary>
    /// Gives the oldest events without a place those after <paramref name="last"/>. One whose id is on the bus already is told for the second time:
    /// it is dropped, and its place stays empty.
    /// </summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    public async Task<int> PlaceAsync(DbSession session, long last, int limit, CancellationToken cancellationToken)
    {
        var parameters = new { Last = last, Limit = (long)limit };
        if (session.Engine == DatabaseEngine.PostgreSql)
        {
            // One statement sees the same arrivals throughout.
            return (int)await session.FirstAsync<long>(
                $"""
                WITH moved AS (DELETE FROM event_arrivals WHERE (arrival, id) IN ({Oldest}) RETURNING *),
                placed AS ({PlaceFrom("moved")})
                SELECT COUNT(*) FROM moved
                """,
                parameters,
                cancellationToken);
        }

        await session.ExecuteAsync(PlaceFrom("(SELECT * FROM event_arrivals ORDER BY arrival, id LIMIT @Limit) AS moved"), parameters, cancellationToken);
        return await session.ExecuteAsync($"DELETE FROM event_arrivals WHERE (arrival, id) IN ({Oldest})", parameters, cancellationToken);
    }

    public Task MovePositionAsync(DbSession session, long last, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE event_position SET last = @Last WHERE id = 1", new { Last = last }, cancellationToken);

    /// <summary>In order of the bus.</summary>
    public Task<IReadOnlyList<EventRow>> AfterAsync(DbSession session, long position, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"SELECT {Columns} FROM events WHERE sequence > @position ORDER BY sequence LIMIT @limit", new { position, limit }, cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<EventRow>> BeforeAsync(
        DbSession session, string? source, string? detailType, long before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"""
            SELECT {Columns} FROM events
            WHERE sequence < @before {(source is null ? "" : "AND source = @source")} {(detailType is null ? "" : "AND detail_type = @detailType")}
            ORDER BY sequence DESC LIMIT @limit
            """,
            new { before, source, detailType, limit },
            cancellationToken);

    /// <summary>Those of the window behind a time and, within it, a place on the bus.</summary>
    public Task<IReadOnlyList<EventRow>> ByTimeAsync(
        DbSession session, ArchiveWindow window, long at, long sequence, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"""
            SELECT {Columns} FROM events
            WHERE at >= @at AND (at > @at OR sequence > @sequence) AND at < @To AND sequence IS NOT NULL
                {(window.Source is null ? "" : "AND source = @Source")} {(window.DetailType is null ? "" : "AND detail_type = @DetailType")}
            ORDER BY at, sequence LIMIT @limit
            """,
            new { at, sequence, To = window.To.ToUnixMicros(), window.Source, window.DetailType, limit },
            cancellationToken);

    public Task<long?> OldestAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>("SELECT MIN(at) FROM events", null, cancellationToken);

    /// <summary>Removes old events that every consumer has had, and that neither a dead letter nor a replay may bring back.</summary>
    /// <returns>How many were removed, at most <paramref name="limit"/>.</returns>
    public Task<int> RemoveBeforeAsync(DbSession session, long publishedBefore, long position, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            DELETE FROM events WHERE sequence IN (
                SELECT sequence FROM events WHERE at < @publishedBefore AND sequence <= @position
                    AND NOT EXISTS (SELECT 1 FROM event_retries r WHERE r.event_sequence = events.sequence)
                    AND NOT EXISTS (SELECT 1 FROM event_dead_letters d WHERE d.event_sequence = events.sequence)
                    AND NOT EXISTS (
                        SELECT 1 FROM event_replays p
                        WHERE p.state = 'running' AND events.at >= p.from_at AND events.at >= p.minute * 60000000 AND events.at < p.to_at AND events.sequence <= p.through)
                ORDER BY sequence LIMIT @limit)
            """,
            new { publishedBefore, position, limit },
            cancellationToken);

    private static string PlaceFrom(string moved) =>
        $"""
        INSERT INTO events (sequence, {Content})
        SELECT @Last + ROW_NUMBER() OVER (ORDER BY arrival, id), {Content} FROM {moved} WHERE true ORDER BY arrival, id
        ON CONFLICT DO NOTHING
        """;
}
