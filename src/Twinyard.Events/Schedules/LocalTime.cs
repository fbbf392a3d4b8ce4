namespace Twinyard.Events.Schedules;

/// <summary>From a wall clock to moments, where a clock put forward or back makes that none or two.</summary>
internal static class LocalTime
{
    /// <summary>The moment a clock in the zone shows the time, the first one where it shows it twice.</summary>
    public static DateTimeOffset First(DateTime local, TimeZoneInfo zone) => Moment(local, Offsets(local, zone)[0]);

    /// <summary>The offsets at which the zone shows the time, the earlier moment's first. The time must exist.</summary>
    public static TimeSpan[] Offsets(DateTime local, TimeZoneInfo zone)
    {
        if (!zone.IsAmbiguousTime(local))
        {
            return [zone.GetUtcOffset(local)];
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local);
        Array.Sort(offsets, static (a, b) => b.CompareTo(a));
        return offsets;
    }

    public static DateTimeOffset Moment(DateTime local, TimeSpan offset) => new DateTimeOffset(local, offset).ToUniversalTime();

    /// <summary>When the clock was put forward over a time that does not exist.</summary>
    public static DateTimeOffset GapAround(DateTime local, TimeZoneInfo zone)
    {
        // Two days apart lie on both sides of the change; between them the offset changes once.
        var low = new DateTimeOffset(local, TimeSpan.Zero).AddDays(-1);
        var high = low.AddDays(2);
        var before = zone.GetUtcOffset(low);
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = low + ((high - low) / 2);
            (low, high) = zone.GetUtcOffset(middle) == before ? (middle, high) : (low, middle);
        }

        return new DateTimeOffset(high.Ticks - (high.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
