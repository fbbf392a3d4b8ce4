using System.Globalization;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

/// <summary><c>at(2027-01-31T06:00:00)</c>: once, at a local time.</summary>
internal sealed class AtSchedule : ScheduleExpression
{
    private readonly DateTime _local;

    private AtSchedule(string text, DateTime local)
        : base(text) => _local = local;

    public static Result<ScheduleExpression> Parse(string text, string inner) =>
        DateTime.TryParseExact(inner, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new AtSchedule(text, local)
            : ScheduleError.Of(text, $"'{inner}' is not a date and time; write yyyy-mm-ddThh:mm:ss, without a zone");

    public override DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset anchor)
    {
        if (zone.IsInvalidTime(_local))
        {
            return null;
        }

        var at = LocalTime.First(_local, zone);
        return at > after ? at : null;
    }

    public override IReadOnlyList<SkippedTime> SkippedBetween(DateTimeOffset after, DateTimeOffset until, TimeZoneInfo zone)
    {
        if (!zone.IsInvalidTime(_local))
        {
            return [];
        }

        var gap = LocalTime.GapAround(_local, zone);
        return gap > after && gap <= until ? [new SkippedTime(gap, _local)] : [];
    }
}
