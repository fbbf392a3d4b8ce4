using System.Globalization;

namespace Twinyard.Signals.Alarms;

/// <summary>
/// Decides an alarm's state from its data points; a pure function. The rules are CloudWatch's for "M out of N" and for missing
/// data ("Configuring how CloudWatch alarms treat missing data"): the look-back is longer than N; where it holds N real points,
/// the newest N decide and the setting for missing data does not matter; else as few points as possible are filled by it.
/// <para>
/// Beyond CloudWatch, the period that is still running counts when its value breaches already and more data could not, or need
/// not, undo that: so an alarm is raised within seconds, and it is never cleared by half a period.
/// See <see cref="CountsEarly"/>.
/// </para>
/// </summary>
internal static class AlarmEvaluator
{
    /// <summary>Periods that are looked at beyond the N that are evaluated.</summary>
    public const int ExtraPeriods = 2;

    /// <param name="points">Complete periods, oldest first, N + <see cref="ExtraPeriods"/> of them; null where there is no data.</param>
    /// <param name="running">The value so far of the period that has not ended; null where there is no data.</param>
    /// <param name="current">The state before.</param>
    public static AlarmVerdict Evaluate(AlarmSpecification alarm, IReadOnlyList<double?> points, double? running, string current)
    {
        if (running is { } early && CountsEarly(alarm) && alarm.Threshold.IsBreachedBy(early))
        {
            var verdict = Decide(alarm, [.. points.Skip(1), early], current);
            if (verdict.State == AlarmState.Alarm)
            {
                return verdict;
            }
        }

        return Decide(alarm, points, current);
    }

    /// <summary>
    /// Whether a breach in an incomplete period stands: a sum, count or maximum only grows towards an upper threshold (for sums of
    /// values that are not negative), a minimum only falls towards a lower one. An average may still turn; it counts, because
    /// scripts report once a run and a late alarm is worse than an early one.
    /// </summary>
    public static bool CountsEarly(AlarmSpecification alarm) => alarm.Statistic switch
    {
        "sum" or "count" or "max" => alarm.Threshold.IsUpper,
        "min" => !alarm.Threshold.IsUpper,
        _ => true,
    };

    private static AlarmVerdict Decide(AlarmSpecification alarm, IReadOnlyList<double?> points, string current)
    {
        var real = points.OfType<double>().TakeLast(alarm.Evaluated).ToArray();
        var breaching = real.Count(alarm.Threshold.IsBreachedBy);
        var missing = alarm.Evaluated - real.Length;
        var state = (alarm.Missing, real.Length) switch
        {
            _ when breaching >= alarm.Breaching => AlarmState.Alarm,
            _ when missing == 0 => AlarmState.Ok,
            (MissingData.Breaching, _) => breaching + missing >= alarm.Breaching ? AlarmState.Alarm : AlarmState.Ok,
            (MissingData.NotBreaching, _) => AlarmState.Ok,
            (MissingData.Missing, 0) => AlarmState.InsufficientData,
            (MissingData.Ignore, 0) => current,
            // A point within the threshold decides. Where all that is there breaches, too little of it is there to be sure.
            _ when breaching < real.Length => AlarmState.Ok,
            (MissingData.Ignore, _) => current,
            _ => AlarmState.Alarm,
        };
        return new AlarmVerdict(state, Explain(alarm, real, breaching, missing), real.Length == 0 ? null : real[^1]);
    }

    private static string Explain(AlarmSpecification alarm, double[] real, int breaching, int missing)
    {
        var filled = missing == 0 ? "" : $"; {missing} missing, treated as {AlarmWords.Of(alarm.Missing)}";
        if (real.Length == 0)
        {
            return $"No data in the last {alarm.Evaluated + ExtraPeriods} periods of {DurationWords.Of(alarm.Period)}{filled}.";
        }

        var values = string.Join(", ", real.TakeLast(5).Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));
        return $"{breaching} of {real.Length} data points were {alarm.Threshold}{filled} (needed: {alarm.Breaching} of {alarm.Evaluated}). Newest: {(real.Length > 5 ? "…, " : "")}{values}.";
    }
}

/// <param name="Reason">For people: which data points, against what.</param>
/// <param name="Value">The newest data point that was evaluated.</param>
internal sealed record AlarmVerdict(string State, string Reason, double? Value);
