using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Runs;

/// <summary>The rows that say that runs have succeeded, for many runs at once.</summary>
internal sealed class RunSuccessStore
{
    private const string Columns =
        "id text, fence bigint, occurrence_id text, number bigint, started_at bigint, result text, outcome text, reason text";

    /// <returns>The attempts that are under way with the newest fence, held until the unit of work ends.</returns>
    public async Task<IReadOnlyList<RunFence>> LockHeldAsync(IReadOnlyList<EndedRun> ended, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<HeldRow>(
            $"""
            SELECT id AS Id, fence AS Fence FROM runs
            WHERE state = 'running' AND (id, fence) IN (SELECT r.id, r.fence FROM {session.Rows("r", "@Rows", Columns)})
            ORDER BY id {session.ForUpdate}
            """,
            new { Rows = Json(ended) },
            cancellationToken);
        return [.. rows.Select(row => new RunFence(row.Id, row.Fence))];
    }

    /// <summary>Writes the commit records.</summary>
    /// <returns>The runs that have one now; of the others' occurrences another run has committed.</returns>
    public Task<IReadOnlyList<string>> AddCommitsAsync(IReadOnlyList<EndedRun> ended, long now, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            $"""
            INSERT INTO run_commits (occurrence_id, run_id, fence, committed_at)
            SELECT r.occurrence_id, r.id, r.fence, @Now FROM {session.Rows("r", "@Rows", Columns)} WHERE true ORDER BY r.occurrence_id
            ON CONFLICT (occurrence_id) DO NOTHING RETURNING run_id
            """,
            new { Rows = Json(ended), Now = now },
            cancellationToken);

    /// <summary>Run, attempt and outcome, of attempts that are locked and have their commit record.</summary>
    public async Task EndAsync(IReadOnlyList<EndedRun> ended, long now, DbSession session, CancellationToken cancellationToken)
    {
        var rows = new { Rows = Json(ended), Now = now };
        await session.ExecuteAsync(
            $"""
            UPDATE runs SET state = 'succeeded', result = r.result, error = NULL, ended_at = @Now, lease_owner = NULL, lease_until = NULL
            FROM {session.Rows("r", "@Rows", Columns)} WHERE runs.id = r.id
            """,
            rows,
            cancellationToken);
        await session.ExecuteAsync(
            $"""
            INSERT INTO run_attempts (run_id, fence, number, started_at, ended_at, outcome, error)
            SELECT r.id, r.fence, r.number, r.started_at, @Now, 'succeeded', NULL FROM {session.Rows("r", "@Rows", Columns)}
            """,
            rows,
            cancellationToken);
        await session.ExecuteAsync(
            $"""
            UPDATE occurrences SET outcome = r.outcome, reason = r.reason, decided_at = @Now
            FROM {session.Rows("r", "@Rows", Columns)} WHERE occurrences.id = r.occurrence_id
            """,
            rows,
            cancellationToken);
    }

    private static string Json(IReadOnlyList<EndedRun> ended) => JsonRows.Of(ended.Select(end =>
    {
        var row = end.Run.Row;
        var verdict = RunSuccesses.Ran(row);
        return new
        {
            row.Id,
            row.Fence,
            row.OccurrenceId,
            Number = row.Attempt,
            StartedAt = row.AttemptAt ?? row.QueuedAt,
            end.Result,
            verdict.Outcome,
            verdict.Reason,
        };
    }));

    private sealed class HeldRow
    {
        public required string Id { get; init; }

        public long Fence { get; init; }
    }
}
