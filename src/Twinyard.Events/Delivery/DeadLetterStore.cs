using Twinyard.Platform.Data;

namespace Twinyard.Events.Delivery;

internal sealed class DeadLetterStore
{
    public const string Dead = "dead";
    public const string Redriven = "redriven";
    public const string Delivered = "delivered";

    public static readonly IReadOnlyList<string> States = [Dead, Redriven, Delivered];

    private const string Columns =
        """
        consumer AS Consumer, event_sequence AS Sequence, event_id AS EventId, source AS Source, detail_type AS DetailType, target AS Target, attempts AS Attempts,
        error_code AS ErrorCode, error AS Error, exhausted AS Exhausted, first_at AS FirstAt, at AS At, state AS State, redrives AS Redrives
        """;

    /// <summary>Adds it, or makes it dead again after a redrive that did not help either.</summary>
    public async Task AddAsync(DbSession session, DeadLetterRow row, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO event_dead_letters
                (consumer, event_sequence, event_id, source, detail_type, target, attempts, error_code, error, exhausted, first_at, at, state, redrives)
            VALUES (@Consumer, @Sequence, @EventId, @Source, @DetailType, @Target, @Attempts, @ErrorCode, @Error, @Exhausted, @FirstAt, @At, 'dead', 0)
            ON CONFLICT (consumer, event_sequence) DO UPDATE SET
                target = excluded.target, attempts = event_dead_letters.attempts + excluded.attempts, error_code = excluded.error_code,
                error = excluded.error, exhausted = excluded.exhausted, at = excluded.at, state = 'dead'
            """,
            row,
            cancellationToken);
        await RecordAsync(session, row.Consumer, row.Sequence, row.At, Dead, row.Attempts, row.Error, cancellationToken);
    }

    /// <returns>False when it is not dead, as another redrive has it already.</returns>
    public async Task<bool> TryRedriveAsync(DbSession session, string consumer, long sequence, long now, CancellationToken cancellationToken)
    {
        var changed = await session.ExecuteAsync(
            """
            UPDATE event_dead_letters SET state = 'redriven', redrives = redrives + 1
            WHERE consumer = @consumer AND event_sequence = @sequence AND state = 'dead'
            """,
            new { consumer, sequence },
            cancellationToken);
        if (changed > 0)
        {
            await RecordAsync(session, consumer, sequence, now, Redriven, 0, "", cancellationToken);
        }

        return changed > 0;
    }

    /// <summary>Notes that the event was handled, where it had been a dead letter.</summary>
    public async Task DeliveredAsync(DbSession session, string consumer, long sequence, long attempts, long now, CancellationToken cancellationToken)
    {
        var changed = await session.ExecuteAsync(
            """
            UPDATE event_dead_letters SET state = 'delivered', attempts = attempts + @attempts
            WHERE consumer = @consumer AND event_sequence = @sequence AND state = 'redriven'
            """,
            new { consumer, sequence, attempts },
            cancellationToken);
        if (changed > 0)
        {
            await RecordAsync(session, consumer, sequence, now, Delivered, attempts, "", cancellationToken);
        }
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only those behind this place of the list.</param>
    public Task<IReadOnlyList<DeadLetterRow>> ListAsync(
        DbSession session, string? consumer, string? state, DeadLetterCursor before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<DeadLetterRow>(
            $"""
            SELECT {Columns} FROM event_dead_letters
            WHERE (at < @At OR (at = @At AND (event_sequence < @Sequence OR (event_sequence = @Sequence AND consumer > @After))))
                {(consumer is null ? "" : "AND consumer = @consumer")} {(state is null ? "" : "AND state = @state")}
            ORDER BY at DESC, event_sequence DESC, consumer LIMIT @limit
            """,
            new { before.At, before.Sequence, After = before.Consumer, consumer, state, limit },
            cancellationToken);

    public Task<long> CountDeadAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("SELECT COUNT(*) FROM event_dead_letters WHERE state = 'dead'", null, cancellationToken);

    public Task<DeadLetterRow?> FindAsync(DbSession session, string consumer, long sequence, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<DeadLetterRow>(
            $"SELECT {Columns} FROM event_dead_letters WHERE consumer = @consumer AND event_sequence = @sequence", new { consumer, sequence }, cancellationToken);

    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<DeadLetterStepRow>> StepsAsync(DbSession session, string consumer, long sequence, CancellationToken cancellationToken) =>
        session.QueryAsync<DeadLetterStepRow>(
            """
            SELECT at AS At, what AS What, attempts AS Attempts, error AS Error FROM event_dead_letter_history
            WHERE consumer = @consumer AND event_sequence = @sequence ORDER BY number
            """,
            new { consumer, sequence },
            cancellationToken);

    /// <summary>In order of the bus.</summary>
    public Task<IReadOnlyList<long>> DeadOfAsync(DbSession session, string consumer, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<long>(
            "SELECT event_sequence FROM event_dead_letters WHERE consumer = @consumer AND state = 'dead' ORDER BY event_sequence LIMIT @limit",
            new { consumer, limit },
            cancellationToken);

    public async Task RemoveAsync(DbSession session, long before, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM event_dead_letters WHERE at < @before AND state <> 'redriven'", new { before }, cancellationToken);
        await session.ExecuteAsync(
            """
            DELETE FROM event_dead_letter_history WHERE NOT EXISTS (
                SELECT 1 FROM event_dead_letters d
                WHERE d.consumer = event_dead_letter_history.consumer AND d.event_sequence = event_dead_letter_history.event_sequence)
            """,
            null,
            cancellationToken);
    }

    private static Task RecordAsync(
        DbSession session, string consumer, long sequence, long at, string what, long attempts, string error, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO event_dead_letter_history (consumer, event_sequence, number, at, what, attempts, error)
            SELECT @consumer, @sequence, COALESCE(MAX(number), 0) + 1, @at, @what, @attempts, @error
            FROM event_dead_letter_history WHERE consumer = @consumer AND event_sequence = @sequence
            """,
            new { consumer, sequence, at, what, attempts, error },
            cancellationToken);
}
