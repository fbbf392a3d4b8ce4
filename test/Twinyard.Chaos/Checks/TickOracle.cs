using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;

namespace Twinyard.Chaos.Checks;

/// <summary>Which ticks there have been, by counting: from the journal of deployments and what each plan declared.</summary>
/// <param name="plans">By their commits.</param>
/// <param name="highest">For each plan that was followed by another, the latest time that the clock had shown when it was; Unix microseconds.</param>
/// <param name="end">The latest time that the clock has shown.</param>
internal sealed class TickOracle(IReadOnlyDictionary<string, Plan> plans, IReadOnlyDictionary<int, long> highest, long end)
{
    /// <summary>Each schedule's ticks that have to be on the ledger, and those that may be there too.</summary>
    public IReadOnlyDictionary<(string Workflow, string Expression), ExpectedTicks> Of(IReadOnlyList<DeploymentRow> deployments)
    {
        var expected = new Dictionary<(string, string), ExpectedTicks>();
        var open = new Dictionary<(string, string), (ScheduleDefinition Schedule, long From)>();
        var deployed = deployments.Select(row => (Plan: plans[row.CommitId], row.DeployedAt)).OrderBy(one => one.Plan.Number).ToList();
        foreach (var (plan, at) in deployed)
        {
            var declared = plan.Workflows.SelectMany(workflow => workflow.Schedules.Select(schedule => (Key: (workflow.Name, schedule.Expression), Schedule: schedule))).ToDictionary(one => one.Key, one => one.Schedule);
            foreach (var key in open.Keys.Except(declared.Keys).ToList())
            {
                Close(expected, key, open[key], at, Math.Max(at, highest.GetValueOrDefault(plan.Number, end)));
                open.Remove(key);
            }

            foreach (var (key, schedule) in declared.Where(one => !open.ContainsKey(one.Key)))
            {
                open[key] = (schedule, at);
            }
        }

        foreach (var (key, one) in open)
        {
            Close(expected, key, one, end, end);
        }

        return expected;
    }

    // A clock that was put back leaves ticks on the ledger that are later than the deploy which ends their schedule.
    private static void Close(Dictionary<(string, string), ExpectedTicks> expected, (string, string) key, (ScheduleDefinition Schedule, long From) open, long until, long latest)
    {
        if (!expected.TryGetValue(key, out var ticks))
        {
            expected[key] = ticks = new ExpectedTicks();
        }

        var step = (long)open.Schedule.Step.TotalMicroseconds;
        var first = open.Schedule.FromDeploy ? open.From + step : ((open.From / step) + 1) * step;
        for (var tick = first; tick <= latest; tick += step)
        {
            ticks.Allowed.Add(tick);
            if (tick <= until)
            {
                ticks.Due.Add(tick);
            }
        }
    }
}

/// <summary>Unix microseconds.</summary>
internal sealed record ExpectedTicks
{
    /// <summary>Have to be on the ledger.</summary>
    public SortedSet<long> Due { get; } = [];

    /// <summary>May be on the ledger; all that are due are among them.</summary>
    public SortedSet<long> Allowed { get; } = [];
}
