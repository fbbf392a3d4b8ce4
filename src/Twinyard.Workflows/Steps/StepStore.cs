using Twinyard.Platform.Data;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>Steps of runs. What an attempt writes, it writes under <see cref="HoldAsync"/>, so that an old one changes nothing.</summary>
internal sealed class StepStore
{
    private const string RowColumns =
        "step text, item bigint, items bigint, value text, state text, attempts bigint, started_at bigint, ended_at bigint, error text, outputs text, kept_in text, folder text";

    /// <summary>Keeps the attempt from being taken over until this unit of work ends.</summary>
    /// <returns>False where it has been, or has ended.</returns>
    public async Task<bool> HoldAsync(RunRow run, DbSession session, CancellationToken cancellationToken) =>
        await session.FirstOrDefaultAsync<string>(
            $"SELECT id FROM runs WHERE id = @Id AND fence = @Fence AND state = 'running' {session.ForUpdate}",
            new { run.Id, run.Fence },
            cancellationToken) is not null;

    public Task<IReadOnlyList<StepRow>> OfRunAsync(string run, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<StepRow>($"SELECT {StepRow.Columns} FROM run_steps WHERE run_id = @Run ORDER BY step, item", new { Run = run }, cancellationToken);

    /// <summary>Adds rows, and replaces those that are there.</summary>
    public Task PutAsync(string run, IReadOnlyList<StepRow> rows, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            $"""
            INSERT INTO run_steps (run_id, step, item, items, value, state, attempts, started_at, ended_at, error, outputs, kept_in, folder)
            SELECT @Run, r.step, r.item, r.items, r.value, r.state, r.attempts, r.started_at, r.ended_at, r.error, r.outputs, r.kept_in, r.folder
            FROM {session.Rows("r", "@Rows", RowColumns)} WHERE true
            ON CONFLICT (run_id, step, item) DO UPDATE
            SET items = excluded.items, value = excluded.value, state = excluded.state, attempts = excluded.attempts, started_at = excluded.started_at,
                ended_at = excluded.ended_at, error = excluded.error, outputs = excluded.outputs, kept_in = excluded.kept_in, folder = excluded.folder
            """,
            new { Run = run, Rows = JsonRows.Of(rows) },
            cancellationToken);

    public Task DeleteAsync(string run, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync("DELETE FROM run_steps WHERE run_id = @Run", new { Run = run }, cancellationToken);

    /// <summary>The attempt has ended without success, and the run with it: what was under way ends, and nothing else starts.</summary>
    public Task EndAsync(string run, string? error, long now, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync(
            """
            UPDATE run_steps
            SET error = CASE WHEN state = 'running' THEN @Error ELSE error END, state = CASE WHEN state = 'running' THEN 'cancelled' ELSE 'skipped' END, ended_at = @Now
            WHERE run_id = @Run AND state IN ('waiting', 'running')
            """,
            new { Run = run, Error = error, Now = now },
            cancellationToken);

    /// <summary>The attempt has ended without success, and another follows.</summary>
    public Task WaitAsync(string run, string? error, DbSession session, CancellationToken cancellationToken) =>
        session.PostAsync("UPDATE run_steps SET state = 'waiting', error = @Error WHERE run_id = @Run AND state = 'running'", new { Run = run, Error = error }, cancellationToken);

    /// <summary>Of the given folders below <c>steps/</c>, each of a run, those that somebody may still go on from.</summary>
    public async Task<IReadOnlyList<KeptSteps>> KeptAsync(IReadOnlyList<string> folders, DbSession session, CancellationToken cancellationToken)
    {
        var users = await session.QueryAsync<KeptSteps>(
            $"""
            SELECT id AS Folder, ended_at AS EndedAt FROM runs WHERE id {session.OneOf("@Folders")} AND state <> 'succeeded'
            UNION ALL
            SELECT s.kept_in, r.ended_at FROM run_steps s JOIN runs r ON r.id = s.run_id WHERE s.kept_in {session.OneOf("@Folders")} AND r.state <> 'succeeded' AND s.run_id <> s.kept_in
            """,
            new { Folders = folders.ToArray() },
            cancellationToken);
        return [.. users.GroupBy(row => row.Folder, StringComparer.Ordinal)
            .Select(group => new KeptSteps { Folder = group.Key, EndedAt = group.Any(row => row.EndedAt is null) ? null : group.Max(row => row.EndedAt) })];
    }
}
