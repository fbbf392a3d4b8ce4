using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Lateness;

internal sealed class LatenessStore
{
    private const string Columns =
        """
        o.id AS OccurrenceId, o.trigger_kind AS TriggerKind, o.label AS Label, o.due_at AS DueAt, o.ticks AS Ticks,
        (SELECT MAX(x.id) FROM runs x WHERE x.occurrence_id = o.id) AS RunId
        """;

    /// <summary>Due up to <paramref name="dueBy"/>, and none of its runs has started. Oldest first, without those that are known.</summary>
    public Task<IReadOnlyList<LateOccurrence>> NotStartedAsync(string workflow, long dueBy, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LateOccurrence>(
            $"""
            SELECT 'start' AS Expectation, {Columns}
            FROM runs r JOIN occurrences o ON o.id = r.occurrence_id
            WHERE r.workflow = @Workflow AND r.state = 'queued' AND r.started_at IS NULL AND r.backup_of IS NULL AND o.backfill = 0 AND o.due_at <= @DueBy
              AND NOT EXISTS (SELECT 1 FROM late_occurrences l WHERE l.occurrence_id = o.id AND l.expectation = 'start')
            ORDER BY r.id LIMIT @Limit
            """,
            new { Workflow = workflow, DueBy = dueBy, Limit = (long)limit },
            cancellationToken);

    /// <summary>Due up to <paramref name="dueBy"/>, and its outcome is open. Oldest first, without those that are known.</summary>
    public Task<IReadOnlyList<LateOccurrence>> NotFinishedAsync(string workflow, long dueBy, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LateOccurrence>(
            $"""
            SELECT 'finish' AS Expectation, {Columns}
            FROM runs r JOIN occurrences o ON o.id = r.occurrence_id
            WHERE r.workflow = @Workflow AND r.state IN ('queued', 'running', 'committing') AND o.outcome = 'pending' AND o.backfill = 0 AND o.due_at <= @DueBy
              AND NOT EXISTS (SELECT 1 FROM late_occurrences l WHERE l.occurrence_id = o.id AND l.expectation = 'finish')
            ORDER BY r.id LIMIT @Limit
            """,
            new { Workflow = workflow, DueBy = dueBy, Limit = (long)limit },
            cancellationToken);

    /// <summary>Ticks that were found missed since then: nothing will start for them.</summary>
    public Task<IReadOnlyList<LateOccurrence>> MissedAsync(string workflow, long since, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LateOccurrence>(
            $"""
            SELECT 'start' AS Expectation, {Columns}
            FROM occurrences o
            WHERE o.workflow = @Workflow AND o.missed_at >= @Since
              AND NOT EXISTS (SELECT 1 FROM late_occurrences l WHERE l.occurrence_id = o.id AND l.expectation = 'start')
            ORDER BY o.missed_at, o.due_at LIMIT @Limit
            """,
            new { Workflow = workflow, Since = since, Limit = (long)limit },
            cancellationToken);

    /// <summary>
    /// Known to be late, and no longer: its run has started, or ended where that was expected. A tick that was missed counts as caught up when
    /// its trigger's next one ran, or it was filled, or the trigger is gone.
    /// </summary>
    public Task<IReadOnlyList<LateOccurrence>> CaughtUpAsync(string workflow, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LateOccurrence>(
            $"""
            SELECT l.expectation AS Expectation, {Columns}
            FROM late_occurrences l JOIN occurrences o ON o.id = l.occurrence_id
            WHERE l.workflow = @Workflow AND l.caught_up_at IS NULL AND CASE
                WHEN o.outcome = 'missed' THEN
                    EXISTS (SELECT 1 FROM occurrences n WHERE n.workflow = o.workflow AND n.due_at >= o.due_at AND n.trigger_id = o.trigger_id AND n.outcome = 'ran')
                    OR NOT EXISTS (SELECT 1 FROM workflow_triggers t WHERE t.id = o.trigger_id)
                WHEN l.expectation = 'finish' THEN o.outcome <> 'pending'
                ELSE o.outcome <> 'pending' OR EXISTS (SELECT 1 FROM runs s WHERE s.occurrence_id = o.id AND s.started_at IS NOT NULL)
                END
            ORDER BY l.late_at, o.id LIMIT @Limit
            """,
            new { Workflow = workflow, Limit = (long)limit },
            cancellationToken);

    /// <summary>When anything was last said about the workflow's lateness; null when nothing was.</summary>
    public Task<long?> LastSaidAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>(
            """
            SELECT MAX(at) FROM (
                SELECT MAX(late_at) AS at FROM late_occurrences WHERE workflow = @Workflow
                UNION ALL SELECT MAX(caught_up_at) FROM late_occurrences WHERE workflow = @Workflow) said
            """,
            new { Workflow = workflow },
            cancellationToken);

    /// <returns>False when another server was first.</returns>
    public async Task<bool> AddAsync(string workflow, LateOccurrence late, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO late_occurrences (occurrence_id, expectation, workflow, late_at) VALUES (@OccurrenceId, @Expectation, @Workflow, @Now)
            ON CONFLICT (occurrence_id, expectation) DO NOTHING
            """,
            new { late.OccurrenceId, late.Expectation, Workflow = workflow, Now = now },
            cancellationToken) == 1;

    /// <returns>False when another server was first.</returns>
    public async Task<bool> CatchUpAsync(LateOccurrence late, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE late_occurrences SET caught_up_at = @Now WHERE occurrence_id = @OccurrenceId AND expectation = @Expectation AND caught_up_at IS NULL",
            new { late.OccurrenceId, late.Expectation, Now = now },
            cancellationToken) == 1;

    /// <summary>What is late now.</summary>
    public Task<long> OpenAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("SELECT COUNT(*) FROM late_occurrences WHERE workflow = @Workflow AND caught_up_at IS NULL", new { Workflow = workflow }, cancellationToken);
}
