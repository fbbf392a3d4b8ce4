using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Reading;

internal sealed class RunReadStore
{
    /// <summary>Newest first.</summary>
    public async Task<Page<RunRow>> PageAsync(string? workflow, string? state, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<RunRow>(
            $"""
            SELECT {RunRow.Columns} FROM runs
            WHERE id < @After {(workflow is null ? "" : "AND workflow = @Workflow")} {(state is null ? "" : "AND state = @State")}
            ORDER BY id DESC LIMIT @Limit
            """,
            // Ids are hexadecimal, so every one of them sorts before a 'g'.
            new { After = page.After ?? "g", Workflow = workflow, State = state, Limit = (long)page.Size + 1 },
            cancellationToken);
        return Page<RunRow>.Cut(rows, page.Size, row => row.Id);
    }

    public Task<RunContextRow?> ContextAsync(RunRow run, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<RunContextRow>(
            """
            SELECT o.due_at AS DueAt, o.label AS Label, o.event AS EventJson, o.input AS InputJson, v.proposal AS Proposal, v.approver AS Approver,
                v.specification AS Specification, (SELECT b.id FROM runs b WHERE b.backup_of = @Id) AS BackupRun,
                (SELECT MAX(s.id) FROM runs s WHERE s.resumed_from = @Id) AS ResumedBy,
                CASE WHEN o.committed_run = @Id THEN o.committed_at END AS CommittedAt,
                r.artifacts_gone_at AS ArtifactsGoneAt, r.artifacts_gone_why AS ArtifactsGoneWhy
            FROM occurrences o JOIN workflow_versions v ON v.workflow = o.workflow AND v.commit_id = @CommitId JOIN runs r ON r.id = @Id
            WHERE o.id = @OccurrenceId
            """,
            new { run.Id, run.OccurrenceId, run.CommitId },
            cancellationToken);

    public async Task<IReadOnlyList<AttemptEntry>> AttemptsAsync(RunRow run, DbSession session, CancellationToken cancellationToken)
    {
        var ended = await session.QueryAsync<AttemptRow>(
            """
            SELECT number AS Number, fence AS Fence, started_at AS StartedAt, ended_at AS EndedAt, outcome AS Outcome, error AS Error
            FROM run_attempts WHERE run_id = @Id ORDER BY fence
            """,
            new { run.Id },
            cancellationToken);
        var entries = ended.Select(row => row.ToEntry()).ToList();
        // The attempt under way, and the one that succeeded, is the run's row itself.
        if (run.State is RunStates.Running or RunStates.Committing or RunStates.Succeeded)
        {
            entries.Add(new AttemptEntry(
                (int)run.Attempt, run.Fence, UnixMicros.FromUnixMicros(run.AttemptAt ?? run.QueuedAt), UnixMicros.FromUnixMicros(run.EndedAt), run.State, null));
        }

        return entries;
    }

    private sealed class AttemptRow
    {
        public long Number { get; init; }

        public long Fence { get; init; }

        public long StartedAt { get; init; }

        public long EndedAt { get; init; }

        public required string Outcome { get; init; }

        public string? Error { get; init; }

        public AttemptEntry ToEntry() => new((int)Number, Fence, UnixMicros.FromUnixMicros(StartedAt), UnixMicros.FromUnixMicros(EndedAt), Outcome, Error);
    }
}

/// <summary>What a run belongs to.</summary>
internal sealed class RunContextRow
{
    public long DueAt { get; init; }

    public required string Label { get; init; }

    public string? EventJson { get; init; }

    public string? InputJson { get; init; }

    public required string Proposal { get; init; }

    public required string Approver { get; init; }

    public required string Specification { get; init; }

    public string? BackupRun { get; init; }

    public string? ResumedBy { get; init; }

    public long? CommittedAt { get; init; }

    public long? ArtifactsGoneAt { get; init; }

    public string? ArtifactsGoneWhy { get; init; }
}
