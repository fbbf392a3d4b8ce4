using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Replays;

/// <summary>The ticks of proposed schedules, each on time.</summary>
internal static class ReplayedTicks
{
    /// <summary>Cuts the window where a schedule has more ticks than its share of the bound.</summary>
    public static List<ReplayedOccurrence> Of(IReadOnlyList<TriggerRow> schedules, ReplayWindow window)
    {
        var occurrences = new List<ReplayedOccurrence>();
        foreach (var schedule in schedules)
        {
            var clock = schedule.Clock();
            var share = ReplayWindow.MostTicks / schedules.Count;
            var ticks = clock.Between(window.From - 1, window.Until - 1, share + 1);
            if (ticks.Count > share)
            {
                window.Cut(ticks[^1], $"{schedule.Expression} of {schedule.Workflow} has more than {share:N0} ticks in this window");
            }

            occurrences.AddRange(clock.SkippedBetween(window.From - 1, window.Until - 1).Select(skipped => Ticker.NoSuchTime(schedule, skipped))
                .Concat(ticks.Select(tick => Ticker.Occurrence(schedule, new PlannedTick(tick, null, 1, null))))
                .Select(occurrence => new ReplayedOccurrence(schedule, occurrence, occurrence.Verdict)));
        }

        return occurrences;
    }
}
