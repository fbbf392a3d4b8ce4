using Twinyard.Platform.Data;

namespace Twinyard.Twins.Power;

/// <summary>Every change of a twin's state. Each names the state that it expects, so that of several nodes one makes it.</summary>
internal sealed class TwinStateStore
{
    /// <summary>A twin that was never switched is stopped.</summary>
    public Task AddAsync(string name, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO twins_states (name, state, since, reason, changed_by, held, used_at, position)
            VALUES (@Name, 'stopped', @Now, '', '', 0, 0, @Now) ON CONFLICT (name) DO NOTHING
            """,
            new { Name = name, Now = now },
            cancellationToken);

    public Task<TwinStateRow?> FindAsync(string name, long now, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<TwinStateRow>(
            """
            SELECT s.name AS Name, s.state AS State, s.since AS Since, s.reason AS Reason, s.changed_by AS ChangedBy, s.held AS Held, s.used_at AS UsedAt, s.position AS Position,
                (SELECT COUNT(*) FROM twins_uses u WHERE u.name = s.name AND u.lease_until > @Now) AS Uses
            FROM twins_states s WHERE s.name = @Name
            """,
            new { Name = name, Now = now },
            cancellationToken);

    /// <summary>Stopped or failed → starting, also where the node that was to start or stop it is gone.</summary>
    /// <param name="byHand">Also where it is held, which ends then.</param>
    public async Task<bool> BeginStartAsync(TwinChange change, bool byHand, long leaseUntil, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            UPDATE twins_states SET state = 'starting', since = @Now, reason = @Reason, changed_by = @By, held = 0, owner = @Owner, lease_until = @LeaseUntil
            WHERE name = @Name AND (@ByHand = 1 OR held = 0)
              AND (state IN ('stopped', 'failed') OR (state IN ('starting', 'stopping') AND lease_until <= @Now))
            """,
            new { change.Name, change.Reason, change.By, change.Owner, change.Now, LeaseUntil = leaseUntil, ByHand = byHand ? 1L : 0L },
            cancellationToken) == 1;

    /// <summary>Running or failed → stopping, unless it is used.</summary>
    /// <param name="force">Also where it is used.</param>
    public async Task<bool> BeginStopAsync(TwinChange change, bool force, bool hold, long leaseUntil, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            UPDATE twins_states SET state = 'stopping', since = @Now, reason = @Reason, changed_by = @By, held = @Held, owner = @Owner, lease_until = @LeaseUntil
            WHERE name = @Name AND (state IN ('running', 'failed') OR (state IN ('starting', 'stopping') AND lease_until <= @Now))
              AND (@Force = 1 OR NOT EXISTS (SELECT 1 FROM twins_uses u WHERE u.name = @Name AND u.lease_until > @Now))
            """,
            new { change.Name, change.Reason, change.By, change.Owner, change.Now, LeaseUntil = leaseUntil, Force = force ? 1L : 0L, Held = hold ? 1L : 0L },
            cancellationToken) == 1;

    /// <summary>Keeps a stopped twin stopped until somebody starts it.</summary>
    public async Task<bool> HoldAsync(TwinChange change, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE twins_states SET held = 1, since = @Now, reason = @Reason, changed_by = @By WHERE name = @Name AND state IN ('stopped', 'failed')",
            new { change.Name, change.Reason, change.By, change.Now },
            cancellationToken) == 1;

    /// <summary>Starting or stopping → what became of it, by the node that did it.</summary>
    public Task<int> EndAsync(string name, string owner, string state, string? failure, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE twins_states SET state = @State, since = @Now, reason = COALESCE(@Failure, reason), owner = NULL, lease_until = NULL, used_at = @Now
            WHERE name = @Name AND owner = @Owner AND state IN ('starting', 'stopping')
            """,
            new { Name = name, Owner = owner, State = state, Failure = failure, Now = now },
            cancellationToken);

    public Task MovePositionAsync(string name, long position, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE twins_states SET position = @Position WHERE name = @Name AND position < @Position", new { Name = name, Position = position }, cancellationToken);

    /// <summary>Says that a script uses the twin.</summary>
    /// <returns>False while it does not run: then the script has to wait.</returns>
    public async Task<bool> UseAsync(string id, string name, string runId, long leaseUntil, DbSession session, CancellationToken cancellationToken)
    {
        // Locks the twin's row, so that no stop comes in between.
        if (await session.ExecuteAsync("UPDATE twins_states SET used_at = used_at WHERE name = @Name AND state = 'running'", new { Name = name }, cancellationToken) == 0)
        {
            return false;
        }

        await session.ExecuteAsync(
            "INSERT INTO twins_uses (id, name, run_id, lease_until) VALUES (@Id, @Name, @RunId, @LeaseUntil)", new { Id = id, Name = name, RunId = runId, LeaseUntil = leaseUntil }, cancellationToken);
        return true;
    }

    public Task<int> ProlongAsync(IReadOnlyCollection<string> ids, long leaseUntil, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"UPDATE twins_uses SET lease_until = @LeaseUntil WHERE id {session.OneOf("@Ids")}", new { Ids = ids.ToArray(), LeaseUntil = leaseUntil }, cancellationToken);

    public async Task EndUseAsync(string id, string name, long now, DbSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM twins_uses WHERE id = @Id OR lease_until <= @Now", new { Id = id, Now = now }, cancellationToken);
        await session.ExecuteAsync("UPDATE twins_states SET used_at = @Now WHERE name = @Name", new { Name = name, Now = now }, cancellationToken);
    }
}
