using Twinyard.Events.Schedules;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Ticks;

/// <summary>A schedule in its zone, in stored time.</summary>
internal sealed class TriggerClock(ScheduleExpression schedule, TimeZoneInfo zone, DateTimeOffset anchor)
{
    // Years in a schedule end with 2199.
    private static readonly long EndOfSchedules = new DateTimeOffset(2200, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixMicros();

    /// <returns>Null when there is no tick any more.</returns>
    public long? NextAfter(long after) => schedule.NextAfter(UnixMicros.FromUnixMicros(after), zone, anchor)?.ToUnixMicros();

    /// <summary>When the ledger has something to say again: at the next tick, or at the next local time that the clock is put forward over, whichever is first.</summary>
    public long? NextDueAfter(long after)
    {
        var tick = NextAfter(after);
        var skipped = SkippedBetween(after, tick ?? EndOfSchedules);
        return skipped.Count > 0 ? skipped[0].At.ToUnixMicros() : tick;
    }

    /// <summary>Ticks after <paramref name="after"/> up to and including <paramref name="until"/>, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<long> Between(long after, long until, int limit)
    {
        var ticks = new List<long>();
        var next = NextAfter(after);
        while (next is { } tick && tick <= until && ticks.Count < limit)
        {
            ticks.Add(tick);
            next = NextAfter(tick);
        }

        return ticks;
    }

    public IReadOnlyList<SkippedTime> SkippedBetween(long after, long until) =>
        schedule.SkippedBetween(UnixMicros.FromUnixMicros(after), UnixMicros.FromUnixMicros(until), zone);
}
