using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

/// <summary>
/// <c>cron(minute hour day-of-month month day-of-week year)</c> on a zone's wall clock. A time that the clock is put forward over does
/// not fire. A time shown twice fires at the first showing; with <c>*</c>, a range or a step in the minute or hour field it fires at both.
/// </summary>
internal sealed class CronSchedule : ScheduleExpression
{
    private const int Fields = 6;

    private CronSchedule(string text)
        : base(text)
    {
    }

    internal required CronField Minutes { get; init; }

    internal required CronField Hours { get; init; }

    internal required CronDays Days { get; init; }

    internal required CronField Months { get; init; }

    internal required CronField Years { get; init; }

    private bool IsInterval => Minutes.IsInterval || Hours.IsInterval;

    public static Result<ScheduleExpression> Parse(string text, string inner)
    {
        var parts = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields)
        {
            return ScheduleError.Of(text, $"cron has six fields (minute hour day-of-month month day-of-week year) and here are {parts.Length}");
        }

        if (CronField.Parse(parts[0], CronFieldRange.Minute, out var problem) is not { } minutes
            || CronField.Parse(parts[1], CronFieldRange.Hour, out problem) is not { } hours
            || CronDays.Parse(parts[2], parts[4], out problem) is not { } days
            || CronField.Parse(parts[3], CronFieldRange.Month, out problem) is not { } months
            || CronField.Parse(parts[5], CronFieldRange.Year, out problem) is not { } years)
        {
            return ScheduleError.Of(text, problem);
        }

        return new CronSchedule(text) { Minutes = minutes, Hours = hours, Days = days, Months = months, Years = years };
    }

    public override DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset anchor)
    {
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        if (IsInterval && SecondShowing(local, after, zone) is { } second)
        {
            return second;
        }

        for (var candidate = NextLocal(local); candidate is { } time; candidate = NextLocal(time))
        {
            if (zone.IsInvalidTime(time))
            {
                continue;
            }

            var offsets = LocalTime.Offsets(time, zone);
            foreach (var offset in IsInterval ? offsets : offsets[..1])
            {
                var moment = LocalTime.Moment(time, offset);
                if (moment > after)
                {
                    return moment;
                }
            }
        }

        return null;
    }

    public override IReadOnlyList<SkippedTime> SkippedBetween(DateTimeOffset after, DateTimeOffset until, TimeZoneInfo zone)
    {
        var skipped = new List<SkippedTime>();
        var from = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        var to = TimeZoneInfo.ConvertTime(until, zone).DateTime;
        for (var candidate = NextLocal(from); candidate is { } time && time <= to; candidate = NextLocal(time))
        {
            if (zone.IsInvalidTime(time))
            {
                skipped.Add(new SkippedTime(LocalTime.GapAround(time, zone), time));
            }
        }

        return skipped;
    }

    // While the clock shows a stretch for the first time, local order is not the order of moments: when nothing is left of
    // this showing, the stretch begins again.
    private DateTimeOffset? SecondShowing(DateTime local, DateTimeOffset after, TimeZoneInfo zone)
    {
        if (!zone.IsAmbiguousTime(local) || zone.GetUtcOffset(after) != LocalTime.Offsets(local, zone)[0])
        {
            return null;
        }

        if (NextLocal(local) is { } here && zone.IsAmbiguousTime(here))
        {
            return LocalTime.First(here, zone);
        }

        var start = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified);
        while (zone.IsAmbiguousTime(start.AddMinutes(-1)))
        {
            start = start.AddMinutes(-1);
        }

        return NextLocal(start.AddTicks(-1)) is { } again && zone.IsAmbiguousTime(again)
            ? LocalTime.Moment(again, LocalTime.Offsets(again, zone)[^1])
            : null;
    }

    /// <summary>The next matching time on a clock that is never changed.</summary>
    private DateTime? NextLocal(DateTime after)
    {
        var time = new DateTime(after.Ticks - (after.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified).AddMinutes(1);
        var day = DateOnly.FromDateTime(time);
        var minuteOfDay = (time.Hour * 60) + time.Minute;
        while (Years.From(day.Year) is { } year)
        {
            if (year != day.Year)
            {
                (day, minuteOfDay) = (new DateOnly(year, 1, 1), 0);
            }
            else if (Months.From(day.Month) is not { } month)
            {
                (day, minuteOfDay) = (new DateOnly(year + 1, 1, 1), 0);
            }
            else if (month != day.Month)
            {
                (day, minuteOfDay) = (new DateOnly(year, month, 1), 0);
            }
            else if (Days.Has(day) && MinuteOfDay(minuteOfDay) is { } found)
            {
                return day.ToDateTime(TimeOnly.MinValue).AddMinutes(found);
            }
            else
            {
                (day, minuteOfDay) = (day.AddDays(1), 0);
            }
        }

        return null;
    }

    private int? MinuteOfDay(int from)
    {
        var hour = from / 60;
        if (Hours.Has(hour) && Minutes.From(from % 60) is { } sameHour)
        {
            return (hour * 60) + sameHour;
        }

        return Hours.From(hour + 1) is { } later && Minutes.From(0) is { } first ? (later * 60) + first : null;
    }
}
