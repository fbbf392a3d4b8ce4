using System.Globalization;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

/// <summary><c>rate(5 minutes)</c>: every so often from the anchor on. A day is 24 hours, whatever the clocks do.</summary>
internal sealed class RateSchedule : ScheduleExpression
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private readonly TimeSpan _period;

    private RateSchedule(string text, TimeSpan period)
        : base(text) => _period = period;

    public static Result<ScheduleExpression> Parse(string text, string inner)
    {
        var parts = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            return ScheduleError.Of(text, "a rate is a whole number above 0 and a unit, such as rate(5 minutes)");
        }

        TimeSpan? unit = parts[1] switch
        {
            "second" or "seconds" => TimeSpan.FromSeconds(1),
            "minute" or "minutes" => TimeSpan.FromMinutes(1),
            "hour" or "hours" => TimeSpan.FromHours(1),
            "day" or "days" => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is not { } one)
        {
            return ScheduleError.Of(text, $"'{parts[1]}' is not a unit; there are seconds, minutes, hours and days");
        }

        if ((count == 1) == parts[1].EndsWith('s'))
        {
            return ScheduleError.Of(text, $"the unit is singular with 1 and plural otherwise: '{count} {parts[1].TrimEnd('s')}{(count == 1 ? "" : "s")}'");
        }

        return count > Longest / one
            ? ScheduleError.Of(text, "a rate of more than ten years is not taken")
            : new RateSchedule(text, one * count);
    }

    public override DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset anchor)
    {
        var elapsed = (after - anchor).Ticks;
        var periods = elapsed < 0 ? 1 : (elapsed / _period.Ticks) + 1;
        return periods > (DateTimeOffset.MaxValue - anchor).Ticks / _period.Ticks ? null : anchor + (_period * periods);
    }
}
