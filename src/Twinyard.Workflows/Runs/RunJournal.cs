using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Runs;

/// <summary>
/// The transitions of runs, each one transaction: the run's state, its failed attempt, the occurrence's outcome, the backup's run and the
/// event, all or none. A caller whose fence is old changes nothing.
/// </summary>
internal sealed class RunJournal(
    Database database,
    RunStore runs,
    PlacementStore placement,
    RunClaims claims,
    RunEvents events,
    RunSuccesses successes,
    RunQueueSignal queue,
    StepStore steps,
    RetryDelay retryDelay,
    IIdGenerator ids,
    TimeProvider time)
{
    /// <summary>Leases up to <paramref name="count"/> runs to this server.</summary>
    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int count, CancellationToken cancellationToken) => claims.ClaimAsync(count, cancellationToken);

    /// <summary>
    /// Decides that this attempt's outputs become visible: its fence is the newest and no other run of the occurrence has
    /// committed. With nothing to apply the run ends in the same transaction.
    /// </summary>
    /// <returns>An error when another attempt or run was first; then nothing of this one may become visible.</returns>
    public Task<Result<Done>> CommitAsync(ClaimedRun run, string? result, bool nothingToApply, CancellationToken cancellationToken) => nothingToApply
        ? successes.EndAsync(run, result, cancellationToken)
        : database.TryWriteAsync<Done>(
            async session =>
            {
                if (!await runs.StartCommitAsync(run.Row, result, run.Record, session, cancellationToken))
                {
                    return RunSuccesses.FenceIsOld(run);
                }

                if (!await runs.AddCommitAsync(run.Row, time.NowMicros(), session, cancellationToken))
                {
                    return RunSuccesses.OccurrenceCommitted(run);
                }

                return Done.Value;
            },
            cancellationToken);

    /// <summary>Committing → succeeded, when every output has been applied.</summary>
    public Task SucceedAsync(RunRow run, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EndSucceededAsync(run, session, cancellationToken), cancellationToken);

    /// <summary>
    /// The attempt ended without outputs. It is tried again where the manifest asks for that; else the run has ended, and its
    /// backup, where there is one, is queued.
    /// </summary>
    public Task<AttemptEnd> FailAsync(ClaimedRun run, Failure failure, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var now = time.NowMicros();
                var mayRetry = run.MayRetry(failure.State);
                var again = mayRetry && await runs.RequeueAsync(run.Row, run.Row.Attempt, failure.Error, now + (long)retryDelay.Before(run.Row.Attempt).TotalMicroseconds, session, cancellationToken);
                // A retry is refused to a run that somebody asked to end, and to an old fence, which the next statement refuses too.
                var ended = mayRetry ? RunStates.Cancelled : failure.State;
                if (!again && !await runs.EndAsync(run.Row, RunStates.Running, ended, failure.Error, now, session, cancellationToken))
                {
                    return AttemptEnd.Stale;
                }

                await runs.AddAttemptAsync(run.Row, failure.AttemptOutcome, failure.Error, run.Record, now, session, cancellationToken);
                await EndStepsAsync(run, again, failure.Error, now, session, cancellationToken);
                session.OnCommitted(queue.Raise);
                if (again)
                {
                    return AttemptEnd.Retried;
                }

                await events.PublishAsync(run.Row, ended, failure.Error, session, cancellationToken);
                await ConcludeAsync(run, ended, failure.Error, now, session, cancellationToken);
                return AttemptEnd.RunEnded;
            },
            cancellationToken);

    /// <summary>Gives an attempt back that has not begun to execute, as if it had not been claimed.</summary>
    public Task ReturnAsync(RunRow run, CancellationToken cancellationToken) =>
        database.WriteAsync(session => runs.RequeueAsync(run, run.Attempt - 1, run.Error, run.QueuedAt, session, cancellationToken), cancellationToken);

    private async Task EndSucceededAsync(RunRow run, DbSession session, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        if (!await runs.EndAsync(run, RunStates.Committing, RunStates.Succeeded, null, now, session, cancellationToken))
        {
            return;
        }

        await placement.DecideAsync(run.OccurrenceId, RunSuccesses.Ran(run), now, session, cancellationToken);
        await events.PublishAsync(run, RunStates.Succeeded, null, session, cancellationToken);
        session.OnCommitted(queue.Raise);
    }

    private async Task EndStepsAsync(ClaimedRun run, bool again, string error, long now, DbSession session, CancellationToken cancellationToken)
    {
        if (run.HasSteps)
        {
            await (again ? steps.WaitAsync(run.Id, error, session, cancellationToken) : steps.EndAsync(run.Id, error, now, session, cancellationToken));
        }
    }

    private async Task ConcludeAsync(ClaimedRun run, string state, string error, long now, DbSession session, CancellationToken cancellationToken)
    {
        if (state != RunStates.Cancelled && run.MayHaveBackup && run.Specification.Backup is { When: BackupStart.Failed })
        {
            // The backup takes the occurrence, the event and the commit over; the outcome waits for it.
            await placement.TryAddBackupAsync(run.BackupRun(ids.NewId().ToString(), now), session, cancellationToken);
            return;
        }

        var verdict = state == RunStates.Cancelled ? new Verdict(Outcomes.Cancelled, error) : new Verdict(Outcomes.Failed, error);
        await placement.DecideAsync(run.Row.OccurrenceId, verdict, now, session, cancellationToken);
    }
}
