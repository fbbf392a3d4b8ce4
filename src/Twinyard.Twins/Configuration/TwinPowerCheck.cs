using Twinyard.Events.Schedules;

namespace Twinyard.Twins.Configuration;

/// <summary>What is wrong with how a twin is switched on and off, each problem with its full key.</summary>
internal static class TwinPowerCheck
{
    public static IEnumerable<string> Problems(string key, TwinSettings twin)
    {
        if (twin.Start.Count == 0 != (twin.Stop.Count == 0))
        {
            yield return $"{key}:start and {key}:stop belong together: both are the program, and its arguments, that switch it.";
        }

        if (twin.Start.Count == 0 && (twin.Status.Count > 0 || twin.IdleStop is not null || twin.Schedule is not null))
        {
            yield return $"{key}:start is required for status, idleStop and schedule.";
        }

        if (twin.StartTimeout < TimeSpan.FromSeconds(1))
        {
            yield return $"{key}:startTimeout must be at least a second.";
        }

        if (twin.IdleStop < TimeSpan.FromMinutes(1))
        {
            yield return $"{key}:idleStop must be at least a minute.";
        }

        if (twin.Schedule is not { } schedule)
        {
            yield break;
        }

        if (schedule.Start is null && schedule.Stop is null)
        {
            yield return $"{key}:schedule needs start, stop or both.";
        }

        if (ScheduleZone.Find(schedule.Timezone).Error is { } zone)
        {
            yield return $"{key}:schedule:timezone: {zone}";
        }

        foreach (var (name, text) in new[] { ("start", schedule.Start), ("stop", schedule.Stop) })
        {
            if (text is not null && Problem(text) is { } problem)
            {
                yield return $"{key}:schedule:{name}: {problem}";
            }
        }
    }

    private static string? Problem(string text) =>
        text.StartsWith("rate(", StringComparison.Ordinal) ? "rate(…) says nothing about when; write cron(…) or at(…)." : ScheduleExpression.Parse(text).Error?.ToString();
}
