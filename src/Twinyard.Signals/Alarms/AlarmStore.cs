using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Signals.Alarms;

internal sealed class AlarmStore
{
    /// <summary>Transitions kept of an alarm.</summary>
    public const int HistoryLength = 100;

    public async Task<IReadOnlyDictionary<string, string>> SpecificationsAsync(DbSession session, CancellationToken cancellationToken) =>
        (await AllAsync(session, cancellationToken)).ToDictionary(row => row.Name, row => row.Specification, StringComparer.Ordinal);

    public Task<IReadOnlyList<AlarmRow>> AllAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AlarmRow>(
            "SELECT name AS Name, specification AS Specification, state AS State, reason AS Reason, state_since AS StateSince FROM alarms ORDER BY name",
            null,
            cancellationToken);

    public Task<IReadOnlyList<AlarmRow>> PageAsync(DbSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<AlarmRow>(
            """
            SELECT name AS Name, specification AS Specification, state AS State, reason AS Reason, state_since AS StateSince
            FROM alarms WHERE name > @After ORDER BY name LIMIT @Limit
            """,
            new { After = after, Limit = limit },
            cancellationToken);

    public Task<AlarmRow?> FindAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<AlarmRow>(
            """
            SELECT name AS Name, specification AS Specification, state AS State, reason AS Reason, state_since AS StateSince
            FROM alarms WHERE name = @Name
            """,
            new { Name = name },
            cancellationToken);

    public Task<IReadOnlyList<AlarmHistoryRow>> HistoryAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.QueryAsync<AlarmHistoryRow>(
            """
            SELECT at AS At, state AS State, previous AS Previous, reason AS Reason, value AS Value
            FROM alarm_history WHERE alarm = @Name ORDER BY sequence DESC
            """,
            new { Name = name },
            cancellationToken);

    /// <summary>The state just before a time, as far as the history goes back; that of an alarm that has no data where there is no such alarm.</summary>
    public async Task<string> StateBeforeAsync(DbSession session, string name, DateTimeOffset at, CancellationToken cancellationToken) =>
        await session.FirstOrDefaultAsync<string>(
            """
            SELECT COALESCE(
                (SELECT h.previous FROM alarm_history h WHERE h.alarm = a.name AND h.at >= @At ORDER BY h.sequence LIMIT 1), a.state)
            FROM alarms a WHERE a.name = @Name
            """,
            new { Name = name, At = at.ToUnixMicros() },
            cancellationToken) ?? AlarmState.InsufficientData;

    /// <summary>Creates the alarm, or replaces its specification and keeps its state until the next evaluation.</summary>
    public Task PutAsync(DbSession session, string name, string specification, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO alarms (name, specification, state, reason, state_since, transitions)
            VALUES (@Name, @Specification, 'INSUFFICIENT_DATA', 'Not evaluated yet.', @Now, 0)
            ON CONFLICT (name) DO UPDATE SET specification = excluded.specification
            """,
            new { Name = name, Specification = specification, Now = now.ToUnixMicros() },
            cancellationToken);

    public async Task DeleteAsync(DbSession session, string name, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM alarm_history WHERE alarm = @Name", new { Name = name }, cancellationToken);
        await session.ExecuteAsync("DELETE FROM alarms WHERE name = @Name", new { Name = name }, cancellationToken);
    }

    /// <returns>False when the alarm has changed or gone since it was read; then nothing is written.</returns>
    public async Task<bool> TransitAsync(DbSession session, AlarmRow before, AlarmVerdict verdict, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            before.Name,
            before.Specification,
            Previous = before.State,
            verdict.State,
            verdict.Reason,
            verdict.Value,
            Now = now.ToUnixMicros(),
            HistoryLength,
        };
        var changed = await session.ExecuteAsync(
            """
            UPDATE alarms SET state = @State, reason = @Reason, state_since = @Now, transitions = transitions + 1
            WHERE name = @Name AND state = @Previous AND specification = @Specification
            """,
            parameters,
            cancellationToken);
        if (changed == 0)
        {
            return false;
        }

        await session.ExecuteAsync(
            """
            INSERT INTO alarm_history (alarm, sequence, at, state, previous, reason, value)
            SELECT name, transitions, @Now, @State, @Previous, @Reason, @Value FROM alarms WHERE name = @Name
            """,
            parameters,
            cancellationToken);
        await session.ExecuteAsync(
            "DELETE FROM alarm_history WHERE alarm = @Name AND sequence <= (SELECT transitions FROM alarms WHERE name = @Name) - @HistoryLength",
            parameters,
            cancellationToken);
        return true;
    }
}
