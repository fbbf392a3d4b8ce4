using Twinyard.Platform.Data;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Runs;

/// <summary>Every change of a run's state. Each one names the state, and while it is leased the fence, that it expects.</summary>
internal sealed class RunStore
{
    // Word for word the condition of the index runs_active; SQLite does not see that the rest implies it.
    private const string Active = "o.state IN ('queued', 'running', 'committing')";

    /// <summary>From here to the end of this unit of work nobody else claims, so that what is under way can be counted.</summary>
    public static void LockClaims(DbSession session) => session.Lock("workflows.claims");

    public Task<long> CountUnderWayAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("SELECT COUNT(*) FROM runs WHERE state IN ('running', 'committing')", null, cancellationToken);

    /// <summary>
    /// Leases the longest waiting runs that may start. An exclusive run starts only when no run of its workflow is under way and no
    /// exclusive one waits before it; one with a limit only when fewer are under way or before it. Under <see cref="LockClaims"/>.
    /// </summary>
    /// <param name="sessions">Hashes of the secrets that the attempts are given, as many as runs may be leased.</param>
    public Task<IReadOnlyList<RunRow>> ClaimAsync(IReadOnlyList<string> sessions, string owner, long now, long leaseUntil, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RunRow>(
            $"""
            WITH due AS MATERIALIZED (
                SELECT r.id AS due_id FROM runs r
                WHERE r.state = 'queued' AND r.available_at <= @Now
                  AND (r.exclusive = 0 OR NOT EXISTS (
                      SELECT 1 FROM runs o
                      WHERE o.workflow = r.workflow AND o.id <> r.id AND {Active}
                        AND (o.state IN ('running', 'committing') OR (o.state = 'queued' AND o.exclusive = 1 AND o.id < r.id))))
                  AND (r.concurrency = 0 OR r.concurrency > (
                      SELECT COUNT(*) FROM (
                          SELECT 1 FROM runs o
                          WHERE o.workflow = r.workflow AND o.id <> r.id AND {Active}
                            AND (o.state IN ('running', 'committing')
                                OR (o.state = 'queued' AND o.available_at <= @Now AND (o.available_at, o.id) < (r.available_at, r.id)))
                          LIMIT {RunReader.MaximumConcurrency}) AS before_it))
                ORDER BY r.available_at, r.id
                LIMIT @Count {session.ForUpdateSkipLocked}),
            numbered AS (SELECT due_id, ROW_NUMBER() OVER (ORDER BY due_id) AS number FROM due),
            secrets AS MATERIALIZED (SELECT s.number AS secret_number, s.hash AS secret_hash FROM {session.Rows("s", "@Sessions", "number bigint, hash text")})
            UPDATE runs
            SET state = 'running', attempt = attempt + 1, fence = fence + 1, lease_owner = @Owner, lease_until = @LeaseUntil,
                started_at = COALESCE(started_at, @Now), attempt_at = @Now, session_hash = secret_hash, waiting_for = NULL, waited_until = NULL
            FROM numbered JOIN secrets ON secret_number = number
            WHERE runs.id = numbered.due_id
            RETURNING {RunRow.Columns}, session_hash AS SessionHash
            """,
            new { Count = (long)sessions.Count, Owner = owner, Now = now, LeaseUntil = leaseUntil, Sessions = JsonRows.Of(sessions.Select((hash, i) => new { Number = i + 1, Hash = hash })) },
            cancellationToken);

    /// <summary>Prolongs the leases of an owner.</summary>
    /// <returns>Those that it still holds.</returns>
    public Task<IReadOnlyList<HeldLease>> HeartbeatAsync(IReadOnlyList<string> ids, string owner, long leaseUntil, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<HeldLease>(
            $"""
            UPDATE runs SET lease_until = @LeaseUntil
            WHERE id {session.OneOf("@Ids")} AND lease_owner = @Owner AND state IN ('running', 'committing')
            RETURNING id AS Id, fence AS Fence, cancel_reason AS CancelReason
            """,
            new { Ids = ids.ToArray(), Owner = owner, LeaseUntil = leaseUntil },
            cancellationToken);

    /// <summary>Leases whose holder was not heard of in time, or is known to be gone.</summary>
    /// <param name="onlyOwner">Where one server alone can hold leases, its name: any other's lease is lost whatever its time.</param>
    public Task<IReadOnlyList<RunRow>> LostAsync(long now, string? onlyOwner, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RunRow>(
            $"""
            SELECT {RunRow.Columns} FROM runs
            WHERE state IN ('running', 'committing') AND (lease_until <= @Now OR (@OnlyOwner IS NOT NULL AND lease_owner <> @OnlyOwner))
            ORDER BY lease_until LIMIT @Limit
            """,
            new { Now = now, OnlyOwner = onlyOwner, Limit = (long)limit },
            cancellationToken);

    /// <returns>What the session of the run's newest attempt rests on; null where there is no such run or it was never claimed.</returns>
    public Task<RunSessionRow?> SessionAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<RunSessionRow>(
            """
            SELECT workflow AS Workflow, commit_id AS CommitId, state AS State, COALESCE(waited_until, attempt_at) AS AttemptAt, session_hash AS Hash
            FROM runs WHERE id = @Id AND session_hash IS NOT NULL
            """,
            new { Id = id },
            cancellationToken);

    /// <param name="waitingFor">Null when the waiting has ended.</param>
    public Task<int> WaitAsync(RunRow run, string? waitingFor, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE runs SET waiting_for = @WaitingFor, waited_until = @Now WHERE id = @Id AND fence = @Fence AND state = 'running'",
            new { run.Id, run.Fence, WaitingFor = waitingFor, Now = now },
            cancellationToken);

    /// <summary>Every run whose attempt has not ended.</summary>
    public Task<IReadOnlyList<RunRow>> UnderWayAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE state IN ('running', 'committing')", null, cancellationToken);

    /// <summary>Takes a lost lease of a committing run over; the fence stays, because its outputs are decided.</summary>
    public async Task<bool> AdoptCommittingAsync(RunRow run, string owner, long now, string? onlyOwner, long leaseUntil, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            UPDATE runs SET lease_owner = @Owner, lease_until = @LeaseUntil
            WHERE id = @Id AND fence = @Fence AND state = 'committing'
              AND (lease_until <= @Now OR (@OnlyOwner IS NOT NULL AND lease_owner <> @OnlyOwner))
            """,
            new { run.Id, run.Fence, Owner = owner, LeaseUntil = leaseUntil, Now = now, OnlyOwner = onlyOwner },
            cancellationToken) == 1;

    /// <summary>Running → committing.</summary>
    public async Task<bool> StartCommitAsync(RunRow run, string? result, string? record, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE runs SET state = 'committing', result = @Result, record = @Record WHERE id = @Id AND fence = @Fence AND state = 'running'",
            new { run.Id, run.Fence, Result = result, Record = record },
            cancellationToken) == 1;

    /// <summary>Writes the commit record.</summary>
    /// <returns>False when another run of the occurrence has committed.</returns>
    public async Task<bool> AddCommitAsync(RunRow run, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE occurrences SET committed_run = @Id, committed_fence = @Fence, committed_at = @Now WHERE id = @OccurrenceId AND committed_run IS NULL",
            new { run.OccurrenceId, run.Id, run.Fence, Now = now },
            cancellationToken) == 1;

    /// <summary>A leased run ends: from the state it is expected in, while the fence is still its own.</summary>
    public async Task<bool> EndAsync(RunRow run, string expected, string state, string? error, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            UPDATE runs SET state = @State, ended_at = @Now, error = @Error, lease_owner = NULL, lease_until = NULL
            WHERE id = @Id AND fence = @Fence AND state = @Expected
            """,
            new { run.Id, run.Fence, Expected = expected, State = state, Error = error, Now = now },
            cancellationToken) == 1;

    /// <summary>Running → queued, for another attempt at <paramref name="availableAt"/>, unless somebody asked the run to end.</summary>
    /// <param name="attempt">The number of attempts that count.</param>
    public async Task<bool> RequeueAsync(RunRow run, long attempt, string? error, long availableAt, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            UPDATE runs SET state = 'queued', attempt = @Attempt, error = @Error, available_at = @AvailableAt, lease_owner = NULL, lease_until = NULL
            WHERE id = @Id AND fence = @Fence AND state = 'running' AND cancel_reason IS NULL
            """,
            new { run.Id, run.Fence, Attempt = attempt, Error = error, AvailableAt = availableAt },
            cancellationToken) == 1;

    /// <summary>Keeps an attempt that has ended without success.</summary>
    public Task AddAttemptAsync(RunRow run, string outcome, string? error, string? record, long now, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            """
            INSERT INTO run_attempts (run_id, fence, number, started_at, ended_at, outcome, error, record)
            VALUES (@Id, @Fence, @Attempt, @StartedAt, @Now, @Outcome, @Error, @Record)
            """,
            new { run.Id, run.Fence, run.Attempt, StartedAt = run.AttemptAt ?? run.QueuedAt, Now = now, Outcome = outcome, Error = error, Record = record },
            cancellationToken);

    /// <summary>Queued → cancelled.</summary>
    /// <returns>Null when the run waits no longer.</returns>
    public Task<RunRow?> CancelQueuedAsync(string id, string reason, long now, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<RunRow>(
            $"""
            UPDATE runs SET state = 'cancelled', ended_at = @Now, error = @Reason
            WHERE id = @Id AND state = 'queued' RETURNING {RunRow.Columns}
            """,
            new { Id = id, Reason = reason, Now = now },
            cancellationToken);

    /// <summary>Asks a run under way to end; its invoker sees it with the next heartbeat, or sooner.</summary>
    public async Task<bool> RequestCancelAsync(string id, string reason, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE runs SET cancel_reason = COALESCE(cancel_reason, @Reason) WHERE id = @Id AND state = 'running'",
            new { Id = id, Reason = reason },
            cancellationToken) == 1;

    public Task<RunRow?> FindAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <returns>A run of the occurrence that has not ended; null where all have.</returns>
    public Task<string?> OpenOfAsync(string occurrence, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>(
            "SELECT id FROM runs WHERE occurrence_id = @Occurrence AND state IN ('queued', 'running', 'committing') ORDER BY id LIMIT 1", new { Occurrence = occurrence }, cancellationToken);

    public Task<IReadOnlyList<string>> QueuedIdsAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT id FROM runs WHERE workflow = @Workflow AND state = 'queued' ORDER BY id", new { Workflow = workflow }, cancellationToken);
}
