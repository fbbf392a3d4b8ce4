using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

/// <summary>When a schedule is due next, for people who try one out.</summary>
/// <param name="Times">In the zone's own offset.</param>
/// <param name="NoSuchLocalTime">Local times between them that the clock is put forward over.</param>
public sealed record ScheduleTimes(string Expression, string Zone, IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<DateTime> NoSuchLocalTime)
{
    public const int Most = 100;

    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    /// <param name="from">In the years 1970 to 2199. Also what <c>rate</c> counts from.</param>
    /// <param name="count">From 1 to <see cref="Most"/>.</param>
    public static Result<ScheduleTimes> Compute(string expression, string zone, DateTimeOffset from, int count)
    {
        var schedule = ScheduleExpression.Parse(expression);
        if (!schedule.IsOk)
        {
            return schedule.Error;
        }

        var place = ScheduleZone.Find(zone);
        if (!place.IsOk)
        {
            return place.Error;
        }

        if (count is < 1 or > Most)
        {
            return new InvalidError(ScheduleError.Code, $"{count} times cannot be given.", $"Ask for 1 to {Most}.");
        }

        if (from.UtcDateTime.Year is < FirstYear or > LastYear)
        {
            return new InvalidError(ScheduleError.Code, $"{from:yyyy-MM-dd} is not in the years that schedules know.", $"Give a time from {FirstYear} to {LastYear}.");
        }

        var times = new List<DateTimeOffset>();
        for (var next = schedule.Value.NextAfter(from, place.Value, from); next is { } due && times.Count < count; next = schedule.Value.NextAfter(due, place.Value, from))
        {
            times.Add(TimeZoneInfo.ConvertTime(due, place.Value));
        }

        var skipped = schedule.Value.SkippedBetween(from, times.Count == 0 ? from.AddYears(1) : times[^1], place.Value);
        return new ScheduleTimes(schedule.Value.Text, place.Value.Id, times, [.. skipped.Select(s => s.Local)]);
    }
}
