using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Runs;

/// <summary>The rows that say that runs have succeeded, for many runs at once.</summary>
internal sealed class RunSuccessStore
{
    private const string Columns = "id text, fence bigint, occurrence_id text, result text, record text, outcome text, reason text";

    /// <summary>
    /// Commit record and outcome in one: for attempts that are under way with the newest fence, of occurrences of which nobody has committed.
    /// It locks the run before its occurrence, as all that ends a run does, so that ends and recoveries cannot wait for each other.
    /// </summary>
    /// <returns>The runs that have the record now.</returns>
    public Task<IReadOnlyList<string>> CommitAsync(IReadOnlyList<EndedRun> ended, long now, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            $"""
            UPDATE occurrences
            SET committed_run = held.id, committed_fence = held.fence, committed_at = @Now, outcome = held.outcome, reason = held.reason, decided_at = @Now
            FROM (
                SELECT r.* FROM {session.Rows("r", "@Rows", Columns)} JOIN runs ON runs.id = r.id AND runs.fence = r.fence AND runs.state = 'running'
                {session.ForUpdate}) held
            WHERE occurrences.id = held.occurrence_id AND committed_run IS NULL
            RETURNING committed_run
            """,
            new { Rows = Json(ended), Now = now },
            cancellationToken);

    /// <summary>Running → succeeded, for attempts with their commit record.</summary>
    /// <returns>How many: fewer when one was taken over since it got its record, which then must not stay.</returns>
    public Task<int> EndAsync(IReadOnlyList<EndedRun> ended, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            UPDATE runs SET state = 'succeeded', result = r.result, record = r.record, error = NULL, ended_at = @Now, lease_owner = NULL, lease_until = NULL
            FROM {session.Rows("r", "@Rows", Columns)} WHERE runs.id = r.id AND runs.fence = r.fence AND runs.state = 'running'
            """,
            new { Rows = Json(ended), Now = now },
            cancellationToken);

    /// <returns>Those of the attempts that are under way with the newest fence.</returns>
    public async Task<IReadOnlyList<RunFence>> HeldAsync(IReadOnlyList<EndedRun> ended, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<HeldRow>(
            $"""
            SELECT runs.id AS Id, runs.fence AS Fence
            FROM {session.Rows("r", "@Rows", Columns)} JOIN runs ON runs.id = r.id AND runs.fence = r.fence AND runs.state = 'running'
            """,
            new { Rows = Json(ended) },
            cancellationToken);
        return [.. rows.Select(row => new RunFence(row.Id, row.Fence))];
    }

    private static string Json(IReadOnlyList<EndedRun> ended) => JsonRows.Of(ended.Select(end =>
    {
        var row = end.Run.Row;
        var verdict = RunSuccesses.Ran(row);
        return new { row.Id, row.Fence, row.OccurrenceId, end.Result, end.Run.Record, verdict.Outcome, verdict.Reason };
    }));

    private sealed class HeldRow
    {
        public required string Id { get; init; }

        public long Fence { get; init; }
    }
}
