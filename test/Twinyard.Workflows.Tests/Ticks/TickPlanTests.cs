using CsCheck;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Tests.Ticks;

public sealed class TickPlanTests
{
    private const long Second = 1_000_000;
    private const long LateAfter = 60 * Second;

    private static readonly Gen<(long[] Ticks, long Now, CatchUp CatchUp, bool More)> Gaps =
        from steps in Gen.Long[1, 120].Array[0, 400]
        from late in Gen.Long[0, 300]
        from catchUp in Gen.OneOf(Gen.Const(CatchUp.None), Gen.Const(CatchUp.Last), Gen.Const(CatchUp.All))
        from more in Gen.Bool
        let ticks = steps.Aggregate(new List<long>(), (list, step) => [.. list, (list.Count == 0 ? 0 : list[^1]) + (step * Second)]).ToArray()
        select (ticks, (ticks.Length == 0 ? 0 : ticks[^1]) + (late * Second), catchUp, more);

    [Fact]
    public void For_AnyGap_CountsEveryTickOnceAndInOrder() => Gaps.Sample(gap =>
    {
        var plan = TickPlan.For(gap.Ticks, gap.More, gap.CatchUp, gap.Now, LateAfter);

        plan.Sum(tick => tick.Ticks).ShouldBe(gap.Ticks.Length);
        plan.Select(tick => tick.DueAt).ShouldBe(plan.Select(tick => tick.DueAt).Order());
        plan.Where(tick => tick.Ticks == 1).All(tick => gap.Ticks.Contains(tick.DueAt)).ShouldBeTrue();
    });

    [Fact]
    public void For_AnyGap_OnTimeTicksAlwaysRunAndLateOnesAsAsked() => Gaps.Sample(gap =>
    {
        var plan = TickPlan.For(gap.Ticks, gap.More, gap.CatchUp, gap.Now, LateAfter);

        var onTime = gap.Ticks.Where(tick => gap.Now - tick <= LateAfter).ToList();
        var runs = plan.Where(tick => tick.Verdict is null).Select(tick => tick.DueAt).ToList();
        switch (gap.CatchUp)
        {
            case CatchUp.All:
                runs.ShouldBe(gap.Ticks);
                break;
            case CatchUp.None:
                runs.ShouldBe(onTime);
                plan.Where(tick => tick.Verdict is not null).All(tick => tick.Verdict?.Outcome == Outcomes.Missed).ShouldBeTrue();
                break;
            default:
                runs.ShouldBe(onTime.Count > 0 || gap.More || gap.Ticks.Length == 0 ? onTime : [gap.Ticks[^1]]);
                plan.Where(tick => tick.Verdict is not null).All(tick => tick.Verdict?.Outcome == Outcomes.Superseded).ShouldBeTrue();
                break;
        }
    });
}
