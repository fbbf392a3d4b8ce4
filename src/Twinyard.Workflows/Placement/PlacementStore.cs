using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Placement;

internal sealed class PlacementStore
{
    private const string InsertRun =
        """
        INSERT INTO runs (id, workflow, occurrence_id, trigger_kind, commit_id, state, exclusive, attempt, fence, available_at, queued_at, backup_of)
        VALUES (@Id, @Workflow, @OccurrenceId, @TriggerKind, @CommitId, 'queued', @Exclusive, 0, 0, @QueuedAt, @QueuedAt, @BackupOf)
        """;

    /// <summary>
    /// The deployed workflow, locked until the unit of work ends, so that no two occurrences judge the same overlap at the same time.
    /// Whoever locks several takes them in the order of their names.
    /// </summary>
    /// <returns>Null when it does not exist or was retired.</returns>
    public Task<WorkflowRow?> LockWorkflowAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<WorkflowRow>(
            $"""
            SELECT name AS Name, commit_id AS CommitId, specification AS Specification
            FROM workflows WHERE name = @Name AND retired_at IS NULL {session.ForUpdate}
            """,
            new { Name = name },
            cancellationToken);

    /// <summary>
    /// Oldest first: all that are under way, and at most <paramref name="waiting"/> of those that wait. Runs that fill a gap stand in nobody's way.
    /// </summary>
    public Task<IReadOnlyList<ActiveRun>> ActiveRunsAsync(string workflow, int waiting, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ActiveRun>(
            """
            SELECT id AS Id, state AS State FROM runs
            WHERE workflow = @Workflow AND (state IN ('running', 'committing') OR id IN (
                SELECT id FROM runs WHERE workflow = @Workflow AND state = 'queued' ORDER BY id LIMIT @Waiting))
              AND NOT EXISTS (SELECT 1 FROM occurrences o WHERE o.id = runs.occurrence_id AND o.backfill = 1)
            ORDER BY id
            """,
            new { Workflow = workflow, Waiting = (long)waiting },
            cancellationToken);

    /// <returns>False when the trigger has this occurrence already.</returns>
    public async Task<bool> AddOccurrenceAsync(string id, string workflow, NewOccurrence occurrence, Verdict? verdict, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO occurrences (id, workflow, trigger_id, trigger_kind, reference, label, due_at, until_at, ticks, outcome, reason, decided_at, event, input, depth)
            VALUES (@Id, @Workflow, @TriggerId, @TriggerKind, @Reference, @Label, @DueAt, @UntilAt, @Ticks, @Outcome, @Reason, @DecidedAt, @EventJson, @InputJson, @Depth)
            ON CONFLICT (trigger_id, reference) DO NOTHING
            """,
            new
            {
                Id = id,
                Workflow = workflow,
                occurrence.TriggerId,
                occurrence.TriggerKind,
                occurrence.Reference,
                occurrence.Label,
                occurrence.DueAt,
                occurrence.UntilAt,
                occurrence.Ticks,
                Outcome = verdict?.Outcome ?? Outcomes.Pending,
                Reason = verdict?.Reason ?? "",
                DecidedAt = verdict is null ? (long?)null : now,
                occurrence.EventJson,
                occurrence.InputJson,
                Depth = (long)occurrence.Depth,
            },
            cancellationToken) == 1;

    public Task AddRunAsync(NewRun run, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(InsertRun, run, cancellationToken);

    /// <returns>False when the failed run has its backup already.</returns>
    public async Task<bool> TryAddBackupAsync(NewRun run, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync($"{InsertRun} ON CONFLICT (backup_of) DO NOTHING", run, cancellationToken) == 1;

    public Task DecideAsync(string occurrenceId, Verdict verdict, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE occurrences SET outcome = @Outcome, reason = @Reason, decided_at = @Now WHERE id = @Id",
            new { Id = occurrenceId, verdict.Outcome, verdict.Reason, Now = now },
            cancellationToken);
}

/// <summary>A row of <c>workflows</c>, as much as placing needs.</summary>
internal sealed class WorkflowRow
{
    public required string Name { get; init; }

    public required string CommitId { get; init; }

    public required string Specification { get; init; }
}

/// <param name="Exclusive">1 where it may only start when no other run of the workflow is under way.</param>
internal sealed record NewRun(string Id, string Workflow, string OccurrenceId, string TriggerKind, string CommitId, long Exclusive, long QueuedAt, string? BackupOf);
