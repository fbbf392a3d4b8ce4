using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Cluster;

namespace Twinyard.Platform.Background;

/// <summary>
/// Runs every registered <see cref="IBackgroundWork"/> in a loop of its own, those of the elected node only while this one is it. A failure
/// is logged and backed off, never fatal.
/// </summary>
public sealed partial class BackgroundWorkHost(
    IEnumerable<IBackgroundWork> works, IElection election, WakeRelay relay, TimeProvider time, ILogger<BackgroundWorkHost> logger) : BackgroundService
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    /// <summary>How soon a node that has just been elected begins with what was not its business before.</summary>
    private static readonly TimeSpan UnelectedWait = TimeSpan.FromSeconds(1);

    private readonly IBackgroundWork[] _works = [.. works];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([relay.RunAsync(_works, stoppingToken), .. _works.Select(work => LoopAsync(work, stoppingToken))]);

    private async Task LoopAsync(IBackgroundWork work, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                wait = await PassAsync(work, stoppingToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures++;
                wait = BackOff(failures);
                LogFailed(e, work.Name, failures, wait);
            }

            try
            {
                if (work.Signal is { } signal && failures == 0)
                {
                    await Task.Delay(work.Rest, time, stoppingToken);
                    await signal.WaitAsync(wait, time, stoppingToken);
                }
                else
                {
                    await Task.Delay(wait, time, stoppingToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <returns>How long to wait for the next pass.</returns>
    private async Task<TimeSpan> PassAsync(IBackgroundWork work, CancellationToken stoppingToken)
    {
        if (!work.IsForElectedNode)
        {
            await work.RunOnceAsync(stoppingToken);
            return work.Interval;
        }

        var term = election.Term;
        if (term.IsCancellationRequested)
        {
            return UnelectedWait;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term);
        try
        {
            await work.RunOnceAsync(both.Token);
            return work.Interval;
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            return UnelectedWait;
        }
    }

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestBackOff.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(failures, 10))));
}
