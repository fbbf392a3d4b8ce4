using Twinyard.Events.Schedules;
using Twinyard.Twins.Configuration;

namespace Twinyard.Twins.Power;

/// <summary>When a twin is switched by its schedule.</summary>
internal sealed record TwinTimes(ScheduleExpression? Start, ScheduleExpression? Stop, TimeZoneInfo Zone)
{
    // After a long time without a server only the newest ticks matter; these are enough to find them.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(8);

    /// <returns>Null without a schedule, or with one that is not valid, which the start of the server refuses.</returns>
    public static TwinTimes? Of(TwinSchedule? schedule) =>
        schedule is not null && Parse(schedule.Start, out var start) && Parse(schedule.Stop, out var stop) && ScheduleZone.Find(schedule.Timezone) is { IsOk: true } zone
            ? new TwinTimes(start, stop, zone.Value)
            : null;

    /// <returns>The newest tick behind <paramref name="after"/>, up to and including <paramref name="until"/>; of two at the same time the stop.</returns>
    public TwinTick? NewestBetween(DateTimeOffset after, DateTimeOffset until)
    {
        var from = until - after > Longest ? until - Longest : after;
        TwinTick?[] newest = [Newest(Start, true, from, until), Newest(Stop, false, from, until)];
        return newest.OfType<TwinTick>().OrderBy(tick => tick.At).ThenBy(tick => !tick.Starts).LastOrDefault();
    }

    private TwinTick? Newest(ScheduleExpression? schedule, bool starts, DateTimeOffset after, DateTimeOffset until)
    {
        DateTimeOffset? newest = null;
        for (var next = schedule?.NextAfter(after, Zone, DateTimeOffset.UnixEpoch); next is { } due && due <= until; next = schedule?.NextAfter(due, Zone, DateTimeOffset.UnixEpoch))
        {
            newest = due;
        }

        return newest is { } at ? new TwinTick(at, starts, schedule?.Text ?? "") : null;
    }

    private static bool Parse(string? text, out ScheduleExpression? schedule)
    {
        var parsed = text is null ? (Twinyard.Platform.Results.Result<ScheduleExpression>?)null : ScheduleExpression.Parse(text);
        schedule = parsed is { IsOk: true } ok ? ok.Value : null;
        return parsed is not { IsOk: false };
    }
}
