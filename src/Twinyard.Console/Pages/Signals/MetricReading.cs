using Twinyard.Signals.Metrics;
using Twinyard.WebConsole.Parts;

namespace Twinyard.WebConsole.Pages.Signals;

/// <summary>A metric over the newest stretch of time, in about a hundred and eighty steps.</summary>
internal static class MetricReading
{
    private const int Steps = 180;

    public static async Task<IReadOnlyList<PlotPoint>> SinceAsync(
        IMetrics metrics, TimeProvider time, string nameSpace, string name, string statistic, IReadOnlyDictionary<string, string> dimensions, TimeSpan span, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var period = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(span.TotalSeconds / Steps)));
        var points = await metrics.QueryAsync(new MetricQuery(nameSpace, name, statistic, period, now - span, now, dimensions), cancellationToken);
        return [.. points.Select(point => new PlotPoint(point.At, point.Value))];
    }
}
