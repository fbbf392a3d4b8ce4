using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Ticks;

internal sealed class TriggerStore
{
    /// <summary>Workflows that have a tick due, those waiting longest first.</summary>
    public Task<IReadOnlyList<string>> DueWorkflowsAsync(long now, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            """
            SELECT workflow FROM workflow_triggers WHERE next_due IS NOT NULL AND next_due <= @Now
            GROUP BY workflow ORDER BY MIN(next_due) LIMIT @Limit
            """,
            new { Now = now, Limit = (long)limit },
            cancellationToken);

    /// <summary>Triggers of these workflows that have a tick due. The workflows are locked, so they are too.</summary>
    public Task<IReadOnlyList<TriggerRow>> DueAsync(string[] workflows, long now, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<TriggerRow>(
            $"""
            SELECT {TriggerRow.Columns} FROM workflow_triggers
            WHERE workflow {session.OneOf("@Workflows")} AND next_due IS NOT NULL AND next_due <= @Now ORDER BY next_due, id
            """,
            new { Workflows = workflows, Now = now },
            cancellationToken);

    public Task AdvanceAsync(IReadOnlyList<TriggerMove> moves, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            $"""
            UPDATE workflow_triggers SET position = r.position, next_due = r.next_due
            FROM {session.Rows("r", "@Rows", "id text, position bigint, next_due bigint")} WHERE workflow_triggers.id = r.id
            """,
            new { Rows = JsonRows.Of(moves) },
            cancellationToken);

    public Task<long?> EarliestDueAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>("SELECT MIN(next_due) FROM workflow_triggers WHERE next_due IS NOT NULL", null, cancellationToken);

    public Task<IReadOnlyList<TriggerRow>> OfWorkflowAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<TriggerRow>($"SELECT {TriggerRow.Columns} FROM workflow_triggers WHERE workflow = @Workflow ORDER BY id", new { Workflow = workflow }, cancellationToken);

    public Task<IReadOnlyList<TriggerRow>> OfWorkflowsAsync(string[] workflows, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<TriggerRow>(
            $"SELECT {TriggerRow.Columns} FROM workflow_triggers WHERE workflow {session.OneOf("@Workflows")} ORDER BY workflow, id", new { Workflows = workflows }, cancellationToken);

    public Task<IReadOnlyList<TriggerRow>> EventTriggersAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<TriggerRow>($"SELECT {TriggerRow.Columns} FROM workflow_triggers WHERE kind = 'event' ORDER BY workflow, id", null, cancellationToken);

    /// <summary>Adds a trigger, or keeps the position of the one that is there.</summary>
    public Task PutAsync(TriggerRow trigger, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO workflow_triggers (id, workflow, kind, expression, timezone, catch_up, anchor, position, next_due)
            VALUES (@Id, @Workflow, @Kind, @Expression, @Timezone, @CatchUp, @Anchor, @Position, @NextDue)
            ON CONFLICT (id) DO UPDATE SET catch_up = excluded.catch_up
            """,
            trigger,
            cancellationToken);

    public Task DeleteAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM workflow_triggers WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <summary>The newest tick of the trigger that the ledger knows, also from before it was taken away.</summary>
    public Task<long?> NewestTickAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>("SELECT MAX(COALESCE(until_at, due_at)) FROM occurrences WHERE trigger_id = @Id", new { Id = id }, cancellationToken);

    public Task<long> GenerationAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("SELECT generation FROM workflow_generation WHERE id = 1", null, cancellationToken);

    /// <summary>Tells every server that triggers have changed.</summary>
    public Task NextGenerationAsync(DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE workflow_generation SET generation = generation + 1 WHERE id = 1", null, cancellationToken);
}
