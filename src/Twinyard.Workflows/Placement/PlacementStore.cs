using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Placement;

internal sealed class PlacementStore
{
    private const string InsertRun =
        """
        INSERT INTO runs (id, workflow, occurrence_id, trigger_kind, commit_id, state, exclusive, concurrency, attempt, fence, available_at, queued_at, backup_of)
        VALUES (@Id, @Workflow, @OccurrenceId, @TriggerKind, @CommitId, 'queued', @Exclusive, @Concurrency, 0, 0, @QueuedAt, @QueuedAt, @BackupOf)
        """;

    private const string OccurrenceColumns =
        """
        id text, workflow text, trigger_id text, trigger_kind text, reference text, label text, due_at bigint, until_at bigint, ticks bigint, outcome text, reason text, decided_at bigint, missed_at bigint, event_json text, input_json text, depth bigint
        """;

    private const string RunColumns =
        "id text, workflow text, occurrence_id text, trigger_kind text, commit_id text, exclusive bigint, concurrency bigint, queued_at bigint";

    /// <summary>
    /// The deployed workflow, locked until the unit of work ends, so that no two occurrences judge the same overlap at the same time.
    /// Whoever waits for several takes them in the order of their names.
    /// </summary>
    /// <returns>Null when it does not exist or was retired.</returns>
    public Task<WorkflowRow?> LockWorkflowAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<WorkflowRow>(
            $"SELECT {WorkflowRow.Columns} FROM workflows WHERE name = @Name AND retired_at IS NULL {session.ForUpdate}",
            new { Name = name },
            cancellationToken);

    /// <summary>The same for those of several workflows whose lock nobody else holds. Waits for nobody, so it can be in nobody's way for long.</summary>
    public Task<IReadOnlyList<WorkflowRow>> LockFreeWorkflowsAsync(string[] names, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<WorkflowRow>(
            $"SELECT {WorkflowRow.Columns} FROM workflows WHERE name {session.OneOf("@Names")} AND retired_at IS NULL {session.ForUpdateSkipLocked}",
            new { Names = names },
            cancellationToken);

    public Task<string> SpecificationAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<string>("SELECT specification FROM workflows WHERE name = @Name", new { Name = workflow }, cancellationToken);

    /// <summary>Of each of these workflows that has runs which have not ended. Runs that fill a gap stand in nobody's way.</summary>
    public Task<IReadOnlyList<ActiveSummary>> ActiveAsync(string[] workflows, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ActiveSummary>(
            $"""
            SELECT workflow AS Workflow, MIN(id) AS Oldest, MIN(CASE WHEN state = 'queued' THEN id END) AS OldestWaiting,
                COUNT(CASE WHEN state = 'queued' THEN 1 END) AS Waiting
            FROM runs WHERE workflow {session.OneOf("@Workflows")} AND state IN ('queued', 'running', 'committing')
              AND NOT EXISTS (SELECT 1 FROM occurrences o WHERE o.id = runs.occurrence_id AND o.backfill = 1)
            GROUP BY workflow
            """,
            new { Workflows = workflows },
            cancellationToken);

    /// <summary>Runs that can still be asked to end, oldest first, but for those that fill a gap.</summary>
    public Task<IReadOnlyList<string>> CancellableAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            """
            SELECT id FROM runs WHERE workflow = @Workflow AND state IN ('queued', 'running')
              AND NOT EXISTS (SELECT 1 FROM occurrences o WHERE o.id = runs.occurrence_id AND o.backfill = 1)
            ORDER BY id
            """,
            new { Workflow = workflow },
            cancellationToken);

    /// <returns>Those that are on the ledger already.</returns>
    public async Task<IReadOnlySet<OccurrenceKey>> KnownAsync(IReadOnlyList<OccurrenceKey> keys, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<KnownRow>(
            $"""
            SELECT trigger_id AS TriggerId, reference AS Reference FROM occurrences
            WHERE (trigger_id, reference) IN (SELECT r.trigger_id, r.reference FROM {session.Rows("r", "@Rows", "trigger_id text, reference text")})
            """,
            new { Rows = JsonRows.Of(keys) },
            cancellationToken);
        return rows.Select(row => new OccurrenceKey(row.TriggerId, row.Reference)).ToHashSet();
    }

    public Task AddOccurrencesAsync(IReadOnlyList<OccurrenceRow> rows, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            $"""
            INSERT INTO occurrences (id, workflow, trigger_id, trigger_kind, reference, label, due_at, until_at, ticks, outcome, reason, decided_at, missed_at, event, input, depth)
            SELECT r.id, r.workflow, r.trigger_id, r.trigger_kind, r.reference, r.label, r.due_at, r.until_at, r.ticks, r.outcome, r.reason, r.decided_at, r.missed_at, r.event_json, r.input_json, r.depth
            FROM {session.Rows("r", "@Rows", OccurrenceColumns)}
            """,
            new { Rows = JsonRows.Of(rows) },
            cancellationToken);

    public Task AddRunsAsync(IReadOnlyList<NewRun> runs, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            $"""
            INSERT INTO runs (id, workflow, occurrence_id, trigger_kind, commit_id, state, exclusive, concurrency, attempt, fence, available_at, queued_at)
            SELECT r.id, r.workflow, r.occurrence_id, r.trigger_kind, r.commit_id, 'queued', r.exclusive, r.concurrency, 0, 0, r.queued_at, r.queued_at
            FROM {session.Rows("r", "@Rows", RunColumns)}
            """,
            new { Rows = JsonRows.Of(runs) },
            cancellationToken);

    /// <returns>False when the failed run has its backup already.</returns>
    public async Task<bool> TryAddBackupAsync(NewRun run, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync($"{InsertRun} ON CONFLICT (backup_of) WHERE backup_of IS NOT NULL DO NOTHING", run, cancellationToken) == 1;

    /// <summary>A run that goes on from a failed one of the same occurrence.</summary>
    public Task AddResumedAsync(NewRun run, string from, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO runs (id, workflow, occurrence_id, trigger_kind, commit_id, state, exclusive, concurrency, attempt, fence, available_at, queued_at, resumed_from)
            VALUES (@Id, @Workflow, @OccurrenceId, @TriggerKind, @CommitId, 'queued', @Exclusive, @Concurrency, 0, 0, @QueuedAt, @QueuedAt, @From)
            """,
            new { run.Id, run.Workflow, run.OccurrenceId, run.TriggerKind, run.CommitId, run.Exclusive, run.Concurrency, run.QueuedAt, From = from },
            cancellationToken);

    /// <summary>Keeps others from adding a run to the occurrence by hand until the unit of work ends.</summary>
    /// <returns>The run that has committed for it; null where none has.</returns>
    public Task<string?> LockOccurrenceAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>($"SELECT committed_run FROM occurrences WHERE id = @Id {session.ForUpdate}", new { Id = id }, cancellationToken);

    public Task DecideAsync(string occurrenceId, Verdict verdict, long now, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            "UPDATE occurrences SET outcome = @Outcome, reason = @Reason, decided_at = @Now WHERE id = @Id",
            new { Id = occurrenceId, verdict.Outcome, verdict.Reason, Now = now },
            cancellationToken);

    private sealed class KnownRow
    {
        public required string TriggerId { get; init; }

        public required string Reference { get; init; }
    }
}
