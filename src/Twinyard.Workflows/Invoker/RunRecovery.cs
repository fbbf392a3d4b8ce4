using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Invoker;

/// <summary>
/// Takes up runs whose server is gone. One that had its commit record gets its outputs applied again; any other attempt is lost,
/// and is retried or fails, with its backup, as its manifest says.
/// </summary>
internal sealed partial class RunRecovery(
    Database database,
    RunStore runs,
    VersionStore versions,
    RunJournal journal,
    OutputCommit outputs,
    StepsExecutor steps,
    ActiveRuns active,
    RunLog log,
    TimeProvider time,
    IOptions<WorkflowsOptions> options,
    ILogger<RunRecovery> logger) : IBackgroundWork
{
    private const int Batch = 100;

    private const int AtOnce = 4;

    public string Name => "workflows.recovery";

    public TimeSpan Interval => options.Value.Lease / 6;

    // A SQLite database belongs to one server, so a lease of any other is from before its last start.
    private string? OnlyOwner => database.Engine == DatabaseEngine.Sqlite ? active.Owner : null;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        // Some at the same time: a store that is slow for one run does not hold up the others.
        var some = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            await LostAsync(cancellationToken),
            some,
            async (run, cancelled) => await (run.Row.State == RunStates.Committing ? ApplyAgainAsync(run, cancelled) : GiveUpAsync(run, cancelled)));
    }

    private Task<IReadOnlyList<ClaimedRun>> LostAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ClaimedRun>>(
            async session =>
            {
                var lost = new List<ClaimedRun>();
                foreach (var row in await runs.LostAsync(time.NowMicros(), OnlyOwner, Batch, session, cancellationToken))
                {
                    lost.Add(new ClaimedRun(row, await versions.GetAsync(row.Workflow, row.CommitId, session, cancellationToken), null, null));
                }

                return lost;
            },
            cancellationToken);

    private async Task ApplyAgainAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        var until = now + (long)options.Value.Lease.TotalMicroseconds;
        if (!await database.WriteAsync(session => runs.AdoptCommittingAsync(run.Row, active.Owner, now, OnlyOwner, until, session, cancellationToken), cancellationToken))
        {
            return;
        }

        LogAppliesAgain(run.Id, run.Row.Workflow);
        try
        {
            await outputs.ApplyAsync(run, cancellationToken);
            await journal.SucceedAsync(run.Row, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The lease just taken is the wait before the next try; other runs do not wait for this one.
            LogStillNotApplied(e, run.Id);
            return;
        }

        outputs.Folder(run.Row).Remove();
        steps.Forget(run);
        await log.CompleteAsync(run.Id);
    }

    private async Task GiveUpAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var failure = Failure.ServerGone;
        var end = await journal.FailAsync(run, failure, cancellationToken);
        if (end == AttemptEnd.Stale)
        {
            return;
        }

        LogLost(run.Id, run.Row.Workflow, run.Row.Fence);
        await outputs.DiscardAsync(run, cancellationToken);
        outputs.Folder(run.Row).Remove();
        await log.WriteAsync(run.Id, failure.Line ?? failure.Error);
        if (end == AttemptEnd.RunEnded)
        {
            await log.CompleteAsync(run.Id);
        }
    }
}
