using Twinyard.Platform.Data;

namespace Twinyard.Events.Delivery;

/// <summary>Events that consumers are tried on again while later ones pass.</summary>
internal sealed class RetryStore
{
    public Task AddAsync(DbSession session, RetryRow row, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO event_retries (consumer, event_sequence, attempts, first_at, next_at) VALUES (@Consumer, @Sequence, @Attempts, @FirstAt, @NextAt)
        """,
        row,
        cancellationToken);

    /// <summary>In order of the bus.</summary>
    public Task<IReadOnlyList<RetryRow>> DueAsync(DbSession session, string consumer, long now, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<RetryRow>(
            """
            SELECT consumer AS Consumer, event_sequence AS Sequence, attempts AS Attempts, first_at AS FirstAt, next_at AS NextAt
            FROM event_retries WHERE consumer = @consumer AND next_at <= @now ORDER BY event_sequence LIMIT @limit
            """,
            new { consumer, now, limit },
            cancellationToken);

    /// <summary>Takes the event if nobody tried it meanwhile, and holds it until the commit.</summary>
    public async Task<bool> TryTakeAsync(DbSession session, RetryRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "DELETE FROM event_retries WHERE consumer = @Consumer AND event_sequence = @Sequence AND attempts = @Attempts", row, cancellationToken) > 0;

    public Task PostponeAsync(DbSession session, RetryRow row, long nextAt, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        UPDATE event_retries SET attempts = attempts + 1, next_at = @nextAt, first_at = @FirstAt
        WHERE consumer = @Consumer AND event_sequence = @Sequence AND attempts = @Attempts
        """,
        new { row.Consumer, row.Sequence, row.Attempts, row.FirstAt, nextAt },
        cancellationToken);

    /// <summary>What is left of consumers that are no more.</summary>
    public Task RemoveOfOthersAsync(DbSession session, string[] names, long before, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"DELETE FROM event_retries WHERE next_at < @before {(names.Length == 0 ? "" : $"AND NOT (consumer {session.OneOf("@names")})")}", new { names, before }, cancellationToken);
}

internal sealed class RetryRow
{
    public required string Consumer { get; init; }

    public required long Sequence { get; init; }

    /// <summary>0 when it was redriven and has not been tried since.</summary>
    public required long Attempts { get; init; }

    /// <summary>The first failure; when it was redriven, that moment.</summary>
    public required long FirstAt { get; init; }

    public required long NextAt { get; init; }
}
