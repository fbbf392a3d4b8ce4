using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>
/// Claims waiting runs and executes them, a bounded number at a time. Returns when nothing waits and nothing runs; when the
/// server stops, when every run under way has been ended and its record says so.
/// </summary>
internal sealed partial class RunInvoker(
    RunJournal journal, RunExecutor executor, ActiveRuns active, RunQueueSignal queue, TimeProvider time, IOptions<WorkflowsOptions> options, ILogger<RunInvoker> logger) : IBackgroundWork
{
    public string Name => "workflows.invoker";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public WorkSignal Signal => queue.Work;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        try
        {
            while (await FillAsync(running, cancellationToken))
            {
                await SomethingChangesAsync(running, cancellationToken);
                running.RemoveAll(task => task.IsCompleted);
            }
        }
        finally
        {
            // Executions never throw, and each sees the same token: they end by themselves, and their records are written.
            await Task.WhenAll(running);
        }
    }

    /// <returns>False when nothing waits and nothing runs.</returns>
    private async Task<bool> FillAsync(List<Task> running, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Those that wait for their twins leave their places to others, some of them.
        var waiting = Math.Min(active.Waiting, options.Value.MaximumRunsWaitingForTwins);
        var free = options.Value.MaximumConcurrentRuns - (running.Count - waiting);
        if (free > 0)
        {
            var claimed = await ClaimAsync(free, running.Count);
            running.AddRange(claimed.Select(run => executor.ExecuteAsync(run, cancellationToken)));
        }

        return running.Count > 0;
    }

    private async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int free, int running)
    {
        try
        {
            // Not cancelled: a claim that committed must be executed or given back.
            return await journal.ClaimAsync(free, CancellationToken.None);
        }
        catch (Exception e) when (running > 0)
        {
            // Thrown on, it would be tried again only when the longest of the runs under way has ended.
            LogNotClaimed(e, running);
            return [];
        }
    }

    private async Task SomethingChangesAsync(List<Task> running, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = queue.Work.WaitAsync(Interval, time, enough.Token);
        await Task.WhenAny([signal, .. running]);
        await enough.CancelAsync();
        await signal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
