using Twinyard.Platform.Background;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Alarms;

/// <summary>Wakes the evaluation as soon as a metric arrives that an alarm watches, and not for others.</summary>
internal sealed class AlarmWake : IDisposable
{
    private volatile IReadOnlySet<(string Namespace, string Name)> _watched = new HashSet<(string, string)>();

    public WorkSignal Signal { get; } = new();

    public void Watch(IEnumerable<AlarmSpecification> alarms) =>
        _watched = alarms.Select(alarm => (alarm.Namespace, alarm.Metric)).ToHashSet();

    public void Arrived(IReadOnlyList<MetricDatum> data)
    {
        var watched = _watched;
        if (data.Any(datum => watched.Contains((datum.Namespace, datum.Name))))
        {
            Signal.Raise();
        }
    }

    public void Dispose() => Signal.Dispose();
}
