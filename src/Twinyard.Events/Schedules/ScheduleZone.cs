using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

/// <summary>Time zones by their IANA name, from the system's tzdata.</summary>
public static class ScheduleZone
{
    public static Result<TimeZoneInfo> Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone
        : new InvalidError("time-zone-unknown", $"There is no time zone '{name}' on this machine.", "Write an IANA name such as Europe/Berlin; the system's tzdata package holds them.");
}
