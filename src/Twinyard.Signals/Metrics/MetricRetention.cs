using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;

namespace Twinyard.Signals.Metrics;

/// <summary>Deletes data points older than the retention.</summary>
internal sealed class MetricRetention(WarehouseMetrics metrics, IOptions<MetricOptions> options, TimeProvider time) : IBackgroundWork
{
    public string Name => "metric-retention";

    public TimeSpan Interval => TimeSpan.FromHours(6);

    public bool IsForElectedNode => true;

    public Task RunOnceAsync(CancellationToken cancellationToken) =>
        metrics.ForgetAsync(time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays), cancellationToken);
}
