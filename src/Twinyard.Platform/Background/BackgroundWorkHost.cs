using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Twinyard.Platform.Background;

/// <summary>Runs every registered <see cref="IBackgroundWork"/> in a loop of its own. A failure is logged and backed off, never fatal.</summary>
public sealed partial class BackgroundWorkHost(IEnumerable<IBackgroundWork> works, TimeProvider time, ILogger<BackgroundWorkHost> logger) : BackgroundService
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(works.Select(work => LoopAsync(work, stoppingToken)));

    private async Task LoopAsync(IBackgroundWork work, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                await work.RunOnceAsync(stoppingToken);
                wait = work.Interval;
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

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestBackOff.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(failures, 10))));
}
