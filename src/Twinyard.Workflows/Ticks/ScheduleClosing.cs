using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Ticks;

/// <summary>
/// Brings the ticks of a schedule that a deploy changes or takes away onto the ledger, up to the deploy and under the expression that they
/// were due by. Those that are to run do so in the version that was deployed when they were due.
/// </summary>
internal sealed class ScheduleClosing(OccurrencePlacement placement, IOptions<WorkflowsOptions> options)
{
    private static readonly Verdict Changed = new(Outcomes.Missed, "a deploy changed the schedule before it could run");

    /// <param name="until">The time of the deploy, in Unix microseconds.</param>
    /// <param name="instead">What is said of every tick where none is to run any more; null where the ticker's rules hold.</param>
    public async Task CloseAsync(TriggerRow trigger, WorkflowPlace place, long until, Verdict? instead, DbSession session, CancellationToken cancellationToken)
    {
        if (trigger.Kind != NewOccurrence.Schedule || trigger.Position >= until)
        {
            return;
        }

        var clock = trigger.Clock();
        foreach (var skipped in clock.SkippedBetween(trigger.Position, until))
        {
            await placement.PlaceAsync(place, Ticker.NoSuchTime(trigger, skipped), session, cancellationToken);
        }

        var position = trigger.Position;
        for (var runs = Ticker.RunsAPass; clock.Between(position, until, Ticker.TicksAPass) is { Count: > 0 } ticks; position = ticks[^1])
        {
            var plan = Plan(trigger, ticks, more: clock.NextAfter(ticks[^1]) <= until, until, runs, instead);
            foreach (var tick in plan)
            {
                runs -= tick.Verdict is null ? 1 : 0;
                await placement.PlaceAsync(place, Ticker.Occurrence(trigger, tick), session, cancellationToken);
            }
        }
    }

    /// <param name="runs">So many ticks of <c>catch-up: all</c> may still become runs within the deploy's one transaction.</param>
    private IReadOnlyList<PlannedTick> Plan(TriggerRow trigger, IReadOnlyList<long> ticks, bool more, long until, int runs, Verdict? instead)
    {
        var catchUp = Enum.Parse<CatchUp>(trigger.CatchUp, ignoreCase: true);
        if (instead is not null)
        {
            return [OneLine(ticks, instead)];
        }

        return catchUp == CatchUp.All && ticks.Count > runs
            ? [.. ticks.Take(runs).Select(tick => new PlannedTick(tick, null, 1, null)), OneLine([.. ticks.Skip(runs)], Changed)]
            : TickPlan.For(ticks, more, catchUp, until, (long)options.Value.LateAfter.TotalMicroseconds);
    }

    private static PlannedTick OneLine(IReadOnlyList<long> ticks, Verdict verdict) => new(ticks[0], ticks.Count == 1 ? null : ticks[^1], ticks.Count, verdict);
}
