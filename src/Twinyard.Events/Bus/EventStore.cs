using Twinyard.Platform.Data;

namespace Twinyard.Events.Bus;

internal sealed class EventStore
{
    private const string Columns =
        "sequence AS Sequence, id AS Id, source AS Source, detail_type AS DetailType, at AS At, resources AS Resources, detail AS Detail";

    /// <summary>Writes events without places, behind all that are visible to the session.</summary>
    /// <returns>How many: those of an id that is there already are left out.</returns>
    public Task<int> InsertAsync(DbSession session, IReadOnlyList<EventRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO events (id, arrival, source, detail_type, at, resources, detail)
            SELECT r.id, r.ordinal + (SELECT COALESCE(MAX(arrival), 0) FROM events WHERE sequence IS NULL), r.source, r.detail_type, r.at, r.resources, r.detail
            FROM {session.Rows("r", "@Rows", "ordinal bigint, id text, source text, detail_type text, at bigint, resources text, detail text")}
            WHERE true ORDER BY r.id, r.ordinal
            ON CONFLICT (id) DO NOTHING
            """,
            new { Rows = JsonRows.Of(rows.Select((row, i) => new { Ordinal = i + 1, row.Id, row.Source, row.DetailType, row.At, row.Resources, row.Detail })) },
            cancellationToken);

    public async Task<bool> AnyWithoutPlaceAsync(DbSession session, CancellationToken cancellationToken) =>
        await session.FirstOrDefaultAsync<string>("SELECT id FROM events WHERE sequence IS NULL ORDER BY arrival, id LIMIT 1", null, cancellationToken) is not null;

    /// <returns>The last place that was given, held against others until the session commits.</returns>
    public Task<long> LockPositionAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>($"SELECT last FROM event_position WHERE id = 1 {session.ForUpdate}", null, cancellationToken);

    /// <summary>Gives the oldest events without a place the places after <paramref name="last"/>.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    public Task<int> PlaceAsync(DbSession session, long last, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE events SET sequence = placed.place
            FROM (
                SELECT waiting.id AS placed_id, @Last + ROW_NUMBER() OVER (ORDER BY waiting.arrival, waiting.id) AS place
                FROM (SELECT id, arrival FROM events WHERE sequence IS NULL ORDER BY arrival, id LIMIT @Limit) AS waiting) AS placed
            WHERE events.id = placed.placed_id
            """,
            new { Last = last, Limit = (long)limit },
            cancellationToken);

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

    /// <summary>Removes old events that every consumer has had, and that no dead letter may bring back.</summary>
    /// <returns>How many were removed, at most <paramref name="limit"/>.</returns>
    public Task<int> RemoveBeforeAsync(DbSession session, long publishedBefore, long position, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            DELETE FROM events WHERE sequence IN (
                SELECT sequence FROM events WHERE at < @publishedBefore AND sequence <= @position
                    AND NOT EXISTS (SELECT 1 FROM event_retries r WHERE r.event_sequence = events.sequence)
                    AND NOT EXISTS (SELECT 1 FROM event_dead_letters d WHERE d.event_sequence = events.sequence)
                ORDER BY sequence LIMIT @limit)
            """,
            new { publishedBefore, position, limit },
            cancellationToken);
}
