using Twinyard.Platform.Data;

namespace Twinyard.Events.Bus;

internal sealed class EventStore
{
    private const string Columns =
        "sequence AS Sequence, id AS Id, source AS Source, detail_type AS DetailType, at AS At, resources AS Resources, detail AS Detail";

    /// <summary>The next place on the bus, held against others until the session commits.</summary>
    public Task<long> NextSequenceAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("UPDATE event_position SET last = last + 1 WHERE id = 1 RETURNING last", null, cancellationToken);

    /// <returns>0 when an event of that id is there already.</returns>
    public Task<int> InsertAsync(DbSession session, EventRow row, long sequence, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO events (sequence, id, source, detail_type, at, resources, detail)
            VALUES (@sequence, @Id, @Source, @DetailType, @At, @Resources, @Detail)
            ON CONFLICT (id) DO NOTHING
            """,
            new { sequence, row.Id, row.Source, row.DetailType, row.At, row.Resources, row.Detail },
            cancellationToken);

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
