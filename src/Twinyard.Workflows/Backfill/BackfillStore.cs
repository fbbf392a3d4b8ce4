using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Backfill;

internal sealed class BackfillStore
{
    private const string WithoutRun = "backfill = 1 AND outcome = 'pending' AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.occurrence_id = occurrences.id)";

    /// <summary>Every line of the trigger that stands for a tick in the window, in the order they were written.</summary>
    public Task<IReadOnlyList<TickLine>> LinesAsync(string triggerId, string workflow, long from, long to, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<TickLine>(
            """
            SELECT reference AS Reference, due_at AS DueAt, until_at AS UntilAt, outcome AS Outcome, backfill AS Backfill
            FROM occurrences
            WHERE workflow = @Workflow AND trigger_id = @TriggerId AND due_at < @To AND COALESCE(until_at, due_at) >= @From
            ORDER BY id
            """,
            new { Workflow = workflow, TriggerId = triggerId, From = from, To = to },
            cancellationToken);

    /// <returns>False when the tick is being filled already.</returns>
    public async Task<bool> AddAsync(string id, TriggerRow trigger, TickGap gap, string reason, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO occurrences (id, workflow, trigger_id, trigger_kind, reference, label, due_at, ticks, outcome, reason, depth, backfill)
            VALUES (@Id, @Workflow, @TriggerId, 'schedule', @Reference, @Label, @DueAt, 1, 'pending', @Reason, 0, 1)
            ON CONFLICT (trigger_id, reference) DO NOTHING
            """,
            new { Id = id, trigger.Workflow, TriggerId = trigger.Id, gap.Reference, Label = trigger.Expression, DueAt = gap.Tick, Reason = reason },
            cancellationToken) == 1;

    /// <summary>Workflows with ticks that are to be filled and have no run yet.</summary>
    public Task<IReadOnlyList<string>> WaitingWorkflowsAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>($"SELECT DISTINCT workflow FROM occurrences WHERE {WithoutRun} ORDER BY workflow", null, cancellationToken);

    /// <summary>The oldest tick of the workflow that is to be filled and has no run yet.</summary>
    public Task<string?> NextAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>(
            $"SELECT id FROM occurrences WHERE workflow = @Workflow AND {WithoutRun} ORDER BY due_at, id LIMIT 1", new { Workflow = workflow }, cancellationToken);

    public async Task<bool> HasQueuedRunAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        await session.FirstOrDefaultAsync<string>(
            "SELECT id FROM runs WHERE workflow = @Workflow AND state = 'queued' LIMIT 1", new { Workflow = workflow }, cancellationToken) is not null;

    /// <summary>Decides about every tick that is to be filled and has no run yet.</summary>
    /// <returns>Their number.</returns>
    public Task<int> EndWaitingAsync(string workflow, Verdict verdict, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"UPDATE occurrences SET outcome = @Outcome, reason = @Reason, decided_at = @Now WHERE workflow = @Workflow AND {WithoutRun}",
            new { Workflow = workflow, verdict.Outcome, verdict.Reason, Now = now },
            cancellationToken);

    public async Task<BackfillProgress> ProgressAsync(string workflow, long from, long to, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<OutcomeCount>(
            """
            SELECT outcome AS Outcome, COUNT(*) AS Count FROM occurrences
            WHERE workflow = @Workflow AND backfill = 1 AND due_at >= @From AND due_at < @To GROUP BY outcome
            """,
            new { Workflow = workflow, From = from, To = to },
            cancellationToken);
        long Sum(Func<string, bool> counts) => rows.Where(row => counts(row.Outcome)).Sum(row => row.Count);
        return new BackfillProgress(
            Sum(outcome => outcome == Outcomes.Pending),
            Sum(outcome => outcome == Outcomes.Ran),
            Sum(outcome => outcome == Outcomes.Failed),
            Sum(outcome => outcome is not (Outcomes.Pending or Outcomes.Ran or Outcomes.Failed)));
    }

    private sealed class OutcomeCount
    {
        public required string Outcome { get; init; }

        public long Count { get; init; }
    }
}

/// <summary>A line of the ledger, as much of it as says which ticks it stands for and what became of them.</summary>
internal sealed class TickLine
{
    public required string Reference { get; init; }

    public long DueAt { get; init; }

    public long? UntilAt { get; init; }

    public required string Outcome { get; init; }

    public long Backfill { get; init; }
}
