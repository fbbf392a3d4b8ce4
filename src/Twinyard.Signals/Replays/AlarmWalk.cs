using Twinyard.Signals.Alarms;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Replays;

/// <summary>
/// Goes through recorded data as the evaluation of alarms does: the state is judged at the beginning, when a period begins, and when a data point
/// arrives, which is taken to be its own time.
/// </summary>
internal sealed class AlarmWalk(string name, AlarmSpecification alarm)
{
    /// <summary>Periods that are looked at, over all judgements.</summary>
    private const long MostSteps = 50_000_000;

    private readonly Dictionary<long, Bucket> _buckets = [];
    private readonly List<AlarmEpisode> _episodes = [];
    private string _state = "";
    private long _steps;

    private int Length => alarm.Evaluated + AlarmEvaluator.ExtraPeriods;

    /// <param name="data">By time, from the look-back before <paramref name="from"/> on.</param>
    /// <param name="state">Before <paramref name="from"/>.</param>
    /// <returns>The episodes up to <c>Until</c>, which is earlier than asked for where the bound was reached.</returns>
    public (IReadOnlyList<AlarmEpisode> Episodes, DateTimeOffset Until) Run(IReadOnlyList<MetricValue> data, DateTimeOffset from, DateTimeOffset until, string state)
    {
        _state = state;
        if (state == AlarmState.Alarm)
        {
            _episodes.Add(new AlarmEpisode(name, from, null, AlarmEpisode.RaisedBefore, alarm.Condition));
        }

        var next = 0;
        var now = from;
        while (true)
        {
            for (; next < data.Count && (data[next].At < from || data[next].At <= now); next++)
            {
                _buckets[PeriodOf(data[next].At)] = _buckets.GetValueOrDefault(PeriodOf(data[next].At)).With(data[next].Value);
            }

            var sawData = Judge(now);
            // Where there is no data to look at, nothing changes until there is some.
            var boundary = sawData ? StartOf(PeriodOf(now) + 1) : DateTimeOffset.MaxValue;
            var arrival = next < data.Count ? data[next].At : DateTimeOffset.MaxValue;
            now = boundary < arrival ? boundary : arrival;
            if (now >= until)
            {
                return (_episodes, until);
            }

            if (_steps > MostSteps)
            {
                return ([.. _episodes.Where(episode => episode.From < now)], now);
            }
        }
    }

    /// <returns>Whether there was any data to judge by.</returns>
    private bool Judge(DateTimeOffset now)
    {
        var running = PeriodOf(now);
        var points = new double?[Length];
        for (var i = 0; i < Length; i++)
        {
            points[i] = ValueOf(running - Length + i);
        }

        _steps += Length;
        var early = ValueOf(running);
        var verdict = AlarmEvaluator.Evaluate(alarm, points, early, _state);
        if (verdict.State != _state && verdict.State == AlarmState.Alarm)
        {
            _episodes.Add(new AlarmEpisode(name, now, null, verdict.Reason, alarm.Condition));
        }
        else if (verdict.State != _state && _state == AlarmState.Alarm)
        {
            _episodes[^1] = _episodes[^1] with { Until = now };
        }

        _state = verdict.State;
        return early is not null || points.Any(point => point is not null);
    }

    private double? ValueOf(long period) => _buckets.TryGetValue(period, out var bucket) ? bucket.Value(alarm.Statistic) : null;

    private long PeriodOf(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / alarm.Period.Ticks;

    private DateTimeOffset StartOf(long period) => DateTimeOffset.UnixEpoch.AddTicks(period * alarm.Period.Ticks);

    /// <summary>The data points of a period so far.</summary>
    private readonly record struct Bucket(long Count, double Sum, double Least, double Most)
    {
        public Bucket With(double value) => Count == 0 ? new Bucket(1, value, value, value) : new Bucket(Count + 1, Sum + value, Math.Min(Least, value), Math.Max(Most, value));

        public double Value(string statistic) => statistic switch
        {
            "min" => Least,
            "max" => Most,
            "sum" => Sum,
            "count" => Count,
            _ => Sum / Count,
        };
    }
}
