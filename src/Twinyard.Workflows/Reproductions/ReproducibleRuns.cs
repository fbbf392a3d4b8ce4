using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Reproductions;

/// <summary>Finds what is needed to execute a run again.</summary>
internal sealed class ReproducibleRuns(RunStore runs, OccurrenceStore occurrences, VersionStore versions, RunRecordStore records, RecordedReads reads)
{
    /// <returns>A conflict for a run that has not succeeded, or that no record was kept of.</returns>
    public async Task<Result<(ClaimedRun Run, AttemptRecord Record, IReadOnlyList<RunReadRow> Reads)>> FindAsync(string id, DbSession session, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(id, session, cancellationToken) is not { } row)
        {
            return WorkflowReader.RunNotFound(id);
        }

        if (row.State != RunStates.Succeeded)
        {
            return new ConflictError("run-not-succeeded", $"Run {id} is {row.State}: it has left no outputs to compare with.", "Choose one that has succeeded: `twinyard run list --state succeeded`.");
        }

        if (AttemptRecord.FromJson(await records.FindAsync(id, session, cancellationToken)) is not { } record)
        {
            return new ConflictError("run-without-record", $"No record was kept of run {id}: it is older than records are.", "Choose a newer one.");
        }

        var specification = await versions.GetAsync(row.Workflow, row.CommitId, session, cancellationToken);
        var input = (await occurrences.InputsAsync([row.OccurrenceId], session, cancellationToken))[row.OccurrenceId];
        var run = new ClaimedRun(row, specification, input.EventJson, input.InputJson) { DueAt = input.DueAt, IsBackfill = input.Backfill == 1 };
        return (run, record, await ReadsAsync(row, session, cancellationToken));
    }

    /// <summary>Also of the runs from whose steps it went on: theirs are executed again too.</summary>
    private async Task<IReadOnlyList<RunReadRow>> ReadsAsync(RunRow row, DbSession session, CancellationToken cancellationToken)
    {
        var all = new List<RunReadRow>(await reads.OfRunAsync(row.Id, session, cancellationToken));
        var before = row.ResumedFrom;
        while (before is not null)
        {
            all.AddRange(await reads.OfRunAsync(before, session, cancellationToken));
            before = (await runs.FindAsync(before, session, cancellationToken))?.ResumedFrom;
        }

        return [.. all.DistinctBy(read => (read.Kind, read.Name, read.Version))];
    }
}
