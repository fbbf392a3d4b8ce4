using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Backfill;

/// <summary>
/// Gives the ticks that are to be filled their runs, oldest first. The next one is queued only when none of the workflow's runs waits, so
/// that the schedule's own ticks never stand behind more than one of them.
/// </summary>
internal sealed class BackfillFeeder(
    Database database, BackfillStore store, PlacementStore placement, BackfillSignal signal, RunQueueSignal queue, IIdGenerator ids, TimeProvider time) : IBackgroundWork
{
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private bool _waiting = true;

    public string Name => "workflows.backfill";

    public TimeSpan Interval => _waiting ? Busy : Idle;

    public bool IsForElectedNode => true;

    public WorkSignal Signal => signal.Work;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync(session => store.WaitingWorkflowsAsync(session, cancellationToken), cancellationToken);
        foreach (var workflow in waiting)
        {
            await database.WriteAsync(session => FeedAsync(workflow, session, cancellationToken), cancellationToken);
        }

        _waiting = waiting.Count > 0;
    }

    private async Task FeedAsync(string workflow, DbSession session, CancellationToken cancellationToken)
    {
        // Null when it was retired meanwhile, which ended what waited.
        if (await placement.LockWorkflowAsync(workflow, session, cancellationToken) is not { } row
            || await store.HasQueuedRunAsync(workflow, session, cancellationToken)
            || await store.NextAsync(workflow, session, cancellationToken) is not { } occurrence)
        {
            return;
        }

        // Exclusive whatever the overlap policy: filling gaps is not worth a crowd.
        var run = new NewRun(ids.NewId().ToString(), workflow, occurrence, NewOccurrence.Schedule, row.CommitId, 1, 0, time.NowMicros(), null);
        await placement.AddRunsAsync([run], session, cancellationToken);
        session.OnCommitted(queue.Raise);
    }
}
