using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Ticks;

/// <summary>Says of each tick that has passed whether it runs, was missed, or is superseded by a later one.</summary>
internal static class TickPlan
{
    /// <summary>Ticks that did not run get a line each up to this number; older ones share one line that counts them.</summary>
    public const int SeparateLines = 100;

    /// <param name="ticks">Unix microseconds, ascending, none later than <paramref name="now"/>.</param>
    /// <param name="more">Whether further ticks up to <paramref name="now"/> follow, for the next pass.</param>
    /// <param name="lateAfter">Microseconds after which a tick is late.</param>
    /// <returns>In order. The counts add up to the number of ticks.</returns>
    public static IReadOnlyList<PlannedTick> For(IReadOnlyList<long> ticks, bool more, CatchUp catchUp, long now, long lateAfter)
    {
        if (catchUp == CatchUp.All)
        {
            return [.. ticks.Select(Run)];
        }

        var firstOnTime = 0;
        while (firstOnTime < ticks.Count && now - ticks[firstOnTime] > lateAfter)
        {
            firstOnTime++;
        }

        // With catch-up: last, a late tick still runs when it is the newest of all.
        var firstToRun = catchUp == CatchUp.Last && firstOnTime == ticks.Count && !more ? Math.Max(0, ticks.Count - 1) : firstOnTime;
        var verdict = catchUp == CatchUp.Last
            ? new Verdict(Outcomes.Superseded, "a later tick ran instead (catch-up: last)")
            : new Verdict(Outcomes.Missed, "nothing ran it in time (catch-up: none)");
        var plan = new List<PlannedTick>();
        var summarised = Math.Max(0, firstToRun - SeparateLines);
        if (summarised > 0)
        {
            plan.Add(new PlannedTick(ticks[0], ticks[summarised - 1], summarised, verdict));
        }

        for (var i = summarised; i < ticks.Count; i++)
        {
            plan.Add(i < firstToRun ? new PlannedTick(ticks[i], null, 1, verdict) : Run(ticks[i]));
        }

        return plan;
    }

    private static PlannedTick Run(long tick) => new(tick, null, 1, null);
}
