using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

internal sealed class ConsumerStore
{
    public Task RegisterAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO event_consumers (name, position, failures, retry_at, last_error) VALUES (@name, 0, 0, 0, '')
            ON CONFLICT (name) DO NOTHING
            """,
            new { name },
            cancellationToken);

    public Task<ConsumerRow?> FindAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<ConsumerRow>(
            "SELECT position AS Position, failures AS Failures, retry_at AS RetryAt, failing_since AS FailingSince FROM event_consumers WHERE name = @name",
            new { name },
            cancellationToken);

    /// <summary>Moves on if nobody else did, and holds the row until the commit.</summary>
    public async Task<bool> TryAdvanceAsync(DbSession session, string name, long from, long to, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            UPDATE event_consumers SET position = @to, failures = 0, retry_at = 0, failing_since = 0, last_error = ''
            WHERE name = @name AND position = @from
            """,
            new { name, from, to },
            cancellationToken) > 0;

    public Task RecordFailureAsync(
        DbSession session, string name, long position, long failures, long firstAt, long retryAt, string error, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE event_consumers SET failures = @failures, failing_since = @firstAt, retry_at = @retryAt, last_error = @error
            WHERE name = @name AND position = @position
            """,
            new { name, position, failures, firstAt, retryAt, error },
            cancellationToken);

    public async Task<IReadOnlyList<ConsumerState>> ListAsync(DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<ConsumerRow>(
            """
            SELECT c.name AS Name, c.position AS Position, (SELECT COUNT(*) FROM events e WHERE e.sequence > c.position) AS Behind,
                   (SELECT COUNT(*) FROM event_retries r WHERE r.consumer = c.name) AS Aside, c.failures AS Failures, c.retry_at AS RetryAt, c.last_error AS LastError
            FROM event_consumers c ORDER BY c.name
            """,
            null,
            cancellationToken);
        return [.. rows.Select(row => new ConsumerState(row.Name, row.Position, row.Behind, row.Aside, (int)row.Failures, row.LastError))];
    }

    /// <summary>
    /// The place that each of these consumers has reached: the beginning while one of them has not started, the end of the bus where
    /// there are none.
    /// </summary>
    public Task<long> SlowestPositionAsync(DbSession session, string[] names, CancellationToken cancellationToken) =>
        names.Length == 0
            ? session.FirstAsync<long>("SELECT last FROM event_position WHERE id = 1", null, cancellationToken)
            : session.FirstAsync<long>(
                $"SELECT CASE WHEN COUNT(*) = @Count THEN MIN(position) ELSE 0 END FROM event_consumers WHERE name {session.OneOf("@Names")}",
                new { Names = names, Count = (long)names.Length },
                cancellationToken);
}

internal sealed class ConsumerRow
{
    public string Name { get; init; } = "";

    public required long Position { get; init; }

    public long Behind { get; init; }

    public long Aside { get; init; }

    public required long Failures { get; init; }

    public required long RetryAt { get; init; }

    /// <summary>The first failure on the next event; 0 when all is well.</summary>
    public long FailingSince { get; init; }

    public string LastError { get; init; } = "";
}
