using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Runs;

/// <summary>Ends runs on request: a waiting one at once, one under way by asking its invoker.</summary>
internal sealed class RunCancellation(RunStore runs, PlacementStore placement, StepStore steps, RunEvents events, ActiveRuns active, CancelSignal elsewhere, TimeProvider time)
{
    /// <param name="verdict">What the ledger says of the run's occurrence when it never started.</param>
    /// <returns>False when the run has ended or commits its outputs.</returns>
    public async Task<bool> CancelAsync(string runId, Verdict verdict, DbSession session, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        if (await runs.CancelQueuedAsync(runId, verdict.Reason, now, session, cancellationToken) is { } run)
        {
            await steps.EndAsync(runId, verdict.Reason, now, session, cancellationToken);
            await placement.DecideAsync(run.OccurrenceId, verdict, now, session, cancellationToken);
            await events.PublishAsync(run, RunStates.Cancelled, verdict.Reason, session, cancellationToken);
            return true;
        }

        if (!await runs.RequestCancelAsync(runId, verdict.Reason, session, cancellationToken))
        {
            return false;
        }

        session.OnCommitted(() =>
        {
            active.Cancel(runId, verdict.Reason);
            elsewhere.Work.Raise();
        });
        return true;
    }
}
