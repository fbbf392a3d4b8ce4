using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Runs;

/// <summary>Starts a failed run's backup by hand, for <c>when: manual</c>.</summary>
internal sealed class BackupStarter(RunStore runs, PlacementStore placement, VersionStore versions, RunQueueSignal queue, IIdGenerator ids, TimeProvider time)
{
    /// <returns>The backup's run id.</returns>
    public async Task<Result<string>> StartAsync(string workflow, string failedRun, DbSession session, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(failedRun, session, cancellationToken) is not { } row || row.Workflow != workflow)
        {
            return new NotFoundError("run-not-found", $"{workflow} has no run '{failedRun}'.", "`twinyard run list` shows them.");
        }

        if (row.BackupOf is not null || row.State is not (RunStates.Failed or RunStates.TimedOut))
        {
            return new ConflictError("run-not-failed", $"Run {failedRun} is {(row.BackupOf is null ? row.State : "a backup itself")}; a backup stands in for a failed run.");
        }

        var specification = await versions.GetAsync(workflow, row.CommitId, session, cancellationToken);
        if (specification.Backup is null)
        {
            return new ConflictError("no-backup", $"{workflow} had no backup in the commit of run {failedRun}.", "Declare one with backup: in the manifest; later runs can use it.");
        }

        var id = ids.NewId().ToString();
        if (!await placement.TryAddBackupAsync(new ClaimedRun(row, specification, null, null).BackupRun(id, time.NowMicros()), session, cancellationToken))
        {
            return new ConflictError("backup-exists", $"The backup of run {failedRun} was started already.");
        }

        session.OnCommitted(queue.Raise);
        return id;
    }
}
