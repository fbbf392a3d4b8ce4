using System.Globalization;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Backfill;
using Twinyard.Workflows.Deploy;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Restored;

/// <summary>
/// Before a restored environment runs anything: runs that were open at the backup's point, and ticks between it and the restore, may have been executed by the
/// environment that the backup is of. They are ended and put on the ledger as missed, so that nothing happens twice; a person decides what to run again. A run that
/// had its commit record gets its outputs, as after a crash.
/// </summary>
internal sealed partial class RestoredRuns(
    HomeDirectory home,
    Database database,
    DeployStore deployed,
    TriggerStore triggers,
    ScheduleClosing closing,
    OccurrencePlacement placement,
    BackfillStore backfills,
    RunStore runs,
    RunCancellation cancellation,
    RunJournal journal,
    OutputCommit outputs,
    VersionStore versions,
    ActiveRuns active,
    TimeProvider time,
    ILogger<RestoredRuns> logger) : IStartupWork
{
    private const int Batch = 10_000;

    public string Name => "workflows.restored";

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        if (RestoredHome.Of(home) is not { } restored)
        {
            return Done.Value;
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"the environment was restored from its backup of {restored.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; whether it ran since is not known");
        var ended = await EndUnderWayAsync(reason, cancellationToken);
        foreach (var workflow in (await database.ReadAsync(session => deployed.ListAsync(session, cancellationToken), cancellationToken)).Keys)
        {
            ended += await database.WriteAsync(session => SettleAsync(workflow, restored.RestoredAt.ToUnixMicros(), new Verdict(Outcomes.Missed, reason), session, cancellationToken), cancellationToken);
        }

        // Each of these may be done again; what they do a second time is nothing.
        RestoredHome.Settle(home);
        LogSettled(restored.TakenAt, restored.RestoredAt, ended);
        return Done.Value;
    }

    private async Task<int> EndUnderWayAsync(string reason, CancellationToken cancellationToken)
    {
        var failure = new Failure(RunStates.Cancelled, Failure.Lost, reason, null);
        var ended = 0;
        while (true)
        {
            var lost = await database.ReadAsync(session => runs.LostAsync(time.NowMicros(), active.Owner, Batch, session, cancellationToken), cancellationToken);
            var open = lost.Where(row => row.State == RunStates.Running).ToList();
            foreach (var row in open)
            {
                var specification = await database.ReadAsync(session => versions.GetAsync(row.Workflow, row.CommitId, session, cancellationToken), cancellationToken);
                var run = new ClaimedRun(row, specification, null, null);
                if (await journal.FailAsync(run, failure, cancellationToken) != AttemptEnd.Stale)
                {
                    await outputs.DiscardAsync(run, cancellationToken);
                    ended++;
                }
            }

            if (open.Count == 0)
            {
                return ended;
            }
        }
    }

    /// <returns>How many waiting runs were ended.</returns>
    private async Task<int> SettleAsync(string workflow, long until, Verdict verdict, DbSession session, CancellationToken cancellationToken)
    {
        if (await placement.OpenAsync(workflow, session, cancellationToken) is not { } place)
        {
            return 0;
        }

        var ended = 0;
        foreach (var run in await runs.QueuedIdsAsync(workflow, session, cancellationToken))
        {
            ended += await cancellation.CancelAsync(run, verdict, session, cancellationToken) ? 1 : 0;
        }

        await backfills.EndWaitingAsync(workflow, verdict, time.NowMicros(), session, cancellationToken);
        var moves = new List<TriggerMove>();
        foreach (var trigger in (await triggers.OfWorkflowAsync(workflow, session, cancellationToken)).Where(trigger => trigger.Kind == NewOccurrence.Schedule && trigger.Position < until))
        {
            await closing.CloseAsync(trigger, place, until, verdict, session, cancellationToken);
            moves.Add(new TriggerMove(trigger.Id, until, trigger.Clock().NextDueAfter(until)));
        }

        await triggers.AdvanceAsync(moves, session, cancellationToken);
        return ended;
    }

    [LoggerMessage(EventId = 1331, Level = LogLevel.Warning, Message = "The environment was restored at {RestoredAt} from its backup of {TakenAt}: ticks between the two are on the ledger as missed, and {Runs} runs that were open were ended")]
    private partial void LogSettled(DateTimeOffset takenAt, DateTimeOffset restoredAt, int runs);
}
