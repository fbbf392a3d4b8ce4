using CsCheck;
using Twinyard.Signals.Alarms;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Tests.Alarms;

public sealed class AlarmEvaluatorTests
{
    private static readonly string[] States = [AlarmState.Ok, AlarmState.Alarm, AlarmState.InsufficientData];

    private static readonly Gen<(AlarmSpecification Alarm, double?[] Points, string Current)> Cases =
        from evaluated in Gen.Int[1, 6]
        from breaching in Gen.Int[1, evaluated]
        from missing in Gen.Int[0, 3]
        from upper in Gen.Bool
        from statistic in Gen.Int[0, 4].Select(i => MetricStatistic.All[i])
        from points in Gen.Int[0, 2].Array[evaluated + AlarmEvaluator.ExtraPeriods]
        from current in Gen.Int[0, 2].Select(i => States[i])
        select (Alarm(breaching, evaluated, (MissingData)missing, upper, statistic), points.Select(p => p == 2 ? null : (double?)p).ToArray(), current);

    /// <summary>The tables of CloudWatch's "How alarm state is evaluated when data is missing". X breaches, 0 does not, - is missing; oldest first.</summary>
    [Theory]
    [InlineData("0-X-X", 3, 3, "OK", "OK", "OK", "OK")]
    [InlineData("----0", 3, 3, "OK", "OK", "OK", "OK")]
    [InlineData("-----", 3, 3, "INSUFFICIENT_DATA", "same", "ALARM", "OK")]
    [InlineData("0XX-X", 3, 3, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("--X--", 3, 3, "ALARM", "same", "ALARM", "OK")]
    [InlineData("0-X-X", 2, 3, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("00X0X", 2, 3, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("0-X--", 2, 3, "OK", "OK", "ALARM", "OK")]
    [InlineData("----0", 2, 3, "OK", "OK", "ALARM", "OK")]
    [InlineData("----X", 2, 3, "ALARM", "same", "ALARM", "OK")]
    public void Evaluate_CloudWatchTables_SameStates(string points, int breaching, int evaluated, string missing, string ignore, string bad, string good)
    {
        foreach (var current in States)
        {
            State(MissingData.Missing).ShouldBe(missing);
            State(MissingData.Ignore).ShouldBe(ignore == "same" ? current : ignore);
            State(MissingData.Breaching).ShouldBe(bad);
            State(MissingData.NotBreaching).ShouldBe(good);

            string State(MissingData treat) => AlarmEvaluator.Evaluate(Alarm(breaching, evaluated, treat), Parse(points), null, current).State;
        }
    }

    [Fact]
    public void Evaluate_RunningPeriodBreaches_RaisesAtOnce()
    {
        var alarm = Alarm(1, 1, MissingData.NotBreaching, statistic: "sum");

        AlarmEvaluator.Evaluate(alarm, Parse("---"), 1, AlarmState.Ok).State.ShouldBe(AlarmState.Alarm);
    }

    [Fact]
    public void Evaluate_RunningPeriodDoesNotBreach_NeverClears()
    {
        var alarm = Alarm(1, 1, MissingData.NotBreaching);

        AlarmEvaluator.Evaluate(alarm, Parse("00X"), 0, AlarmState.Alarm).State.ShouldBe(AlarmState.Alarm);
    }

    [Fact]
    public void Evaluate_SumBelowAThresholdInARunningPeriod_WaitsForItsEnd()
    {
        var alarm = Alarm(1, 1, MissingData.Ignore, upper: false, statistic: "sum");

        AlarmEvaluator.Evaluate(alarm, Parse("XXX"), 0, AlarmState.Ok).State.ShouldBe(AlarmState.Ok);
    }

    [Fact]
    public void Evaluate_AnyCase_MatchesTheDefinition() =>
        Cases.Sample(test =>
        {
            var (alarm, points, current) = test;
            var state = AlarmEvaluator.Evaluate(alarm, points, null, current).State;
            var real = points.Where(p => p is not null).Select(p => p!.Value).TakeLast(alarm.Evaluated).ToArray();
            var bad = real.Count(alarm.Threshold.IsBreachedBy);

            // Enough real points: the setting for missing data has no say.
            if (real.Length == alarm.Evaluated)
            {
                state.ShouldBe(bad >= alarm.Breaching ? AlarmState.Alarm : AlarmState.Ok);
            }

            // Enough breaching points are an alarm, however many others are missing.
            if (bad >= alarm.Breaching)
            {
                state.ShouldBe(AlarmState.Alarm);
            }

            // Only "missing" ever leads to INSUFFICIENT_DATA, and only without any data.
            if (state == AlarmState.InsufficientData && current != AlarmState.InsufficientData)
            {
                (alarm.Missing, real.Length).ShouldBe((MissingData.Missing, 0));
            }
        });

    [Fact]
    public void Evaluate_MoreBreachingPoints_NeverCalmsAnAlarm() =>
        Cases.Sample(test =>
        {
            var (alarm, points, current) = test;
            if (AlarmEvaluator.Evaluate(alarm, points, null, current).State != AlarmState.Alarm)
            {
                return;
            }

            var breach = alarm.Threshold.IsUpper ? 1.0 : 0.0;
            var worse = points.Select(p => p is null ? p : breach).ToArray();
            AlarmEvaluator.Evaluate(alarm, worse, null, current).State.ShouldBe(AlarmState.Alarm);
        });

    [Fact]
    public void Evaluate_RunningPeriod_OnlyEverRaises() =>
        Gen.Select(Cases, Gen.Double[0, 1]).Sample((test, running) =>
        {
            var (alarm, points, current) = test;
            var without = AlarmEvaluator.Evaluate(alarm, points, null, current).State;
            var with = AlarmEvaluator.Evaluate(alarm, points, running, current).State;
            if (with != without)
            {
                with.ShouldBe(AlarmState.Alarm);
                alarm.Threshold.IsBreachedBy(running).ShouldBeTrue();
                AlarmEvaluator.CountsEarly(alarm).ShouldBeTrue();
            }
        });

    private static double?[] Parse(string points) => [.. points.Select(p => p switch { 'X' => 1, '0' => 0, _ => (double?)null })];

    private static AlarmSpecification Alarm(int breaching, int evaluated, MissingData missing, bool upper = true, string statistic = "avg") => new()
    {
        Namespace = "test",
        Metric = "rmse",
        Statistic = statistic,
        Dimensions = new Dictionary<string, string>(),
        Period = TimeSpan.FromSeconds(60),
        Threshold = new AlarmThreshold(upper ? ">" : "<", 0.5),
        Breaching = breaching,
        Evaluated = evaluated,
        Missing = missing,
    };
}
