using CsCheck;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Tests.Steps;

/// <summary>Whatever the graph: each step runs after its needs, once, and what needs a failed one not at all.</summary>
public sealed class StepScheduleTests
{
    // A step needs some of those before it, so that there is no cycle.
    private static readonly Gen<Plan> Plans =
        from count in Gen.Int[1, 12]
        from needs in Gen.Bool.Array[count * count]
        from items in Gen.Int[0, 4].Array[count]
        from parallel in Gen.Int[1, 5]
        from failing in Gen.Int[0, 40]
        from seed in Gen.Int
        select new Plan(
            [.. Enumerable.Range(0, count).Select(i => new StepSpecification($"s{i}", "a.sh", 1000) { Needs = [.. Enumerable.Range(0, i).Where(j => needs[(i * count) + j]).Select(j => $"s{j}")] })],
            items,
            parallel,
            failing,
            seed);

    [Fact]
    public void Take_AnyGraph_RunsEachOnceAfterItsNeedsAndNoMoreThanMayBe() => Plans.Sample(plan =>
    {
        var executed = Execute(plan, out var schedule);

        executed.ShouldBeUnique();
        if (!schedule.HasFailed)
        {
            schedule.IsComplete.ShouldBeTrue();
            executed.Count.ShouldBe(plan.Items.Sum());
        }
    });

    [Fact]
    public void Restore_AfterAnyFailure_TakesTheSucceededOverAndExecutesTheRest() => Plans.Sample(plan =>
    {
        var first = Execute(plan with { Failing = Math.Max(plan.Failing, 1) }, out var schedule);
        var rows = schedule.Steps.SelectMany(step => step.Units is { Count: > 0 } units ? units.Select(unit => unit.Row)
            : [StepRow.Of(step.Step.Name) with { Items = 0, State = step.Units is null ? StepStates.Waiting : StepStates.Succeeded }]).ToList();

        var restored = StepRestore.Of(FanOut(plan), rows, static _ => true, null);

        var done = restored.SelectMany(step => step.Units ?? []).Where(unit => unit.Phase == StepPhase.Succeeded).Select(unit => unit.Label).ToList();
        done.ShouldBe(schedule.Units.Where(unit => unit.Phase == StepPhase.Succeeded).Select(unit => unit.Label), ignoreOrder: true);
        var second = Run(plan with { Failing = 0 }, new StepSchedule(restored, plan.Parallel));
        second.Concat(done).Order().ShouldBe(plan.Items.SelectMany((items, i) => Enumerable.Range(0, items).Select(item => $"s{i}[{item}]")).Order());
        first.Except(done).ShouldBeSubsetOf(second);
    });

    [Fact]
    public void Restore_FromAStep_ExecutesItAndAllThatNeedItAnew() => Plans.Sample(plan =>
    {
        Execute(plan with { Failing = 0 }, out var schedule);
        var rows = schedule.Steps.SelectMany(step => step.Units is { Count: > 0 } units ? units.Select(unit => unit.Row) : [StepRow.Of(step.Step.Name) with { Items = 0, State = StepStates.Succeeded }]).ToList();
        var from = $"s{(uint)plan.Seed % plan.Items.Length}";
        var graph = new StepGraph(FanOut(plan));

        var restored = StepRestore.Of(FanOut(plan), rows, static _ => true, from);

        restored.Where(step => !step.HasSucceeded).Select(step => step.Step.Name)
            .ShouldBe(plan.Steps.Select(step => step.Name).Where(name => name == from || graph.Before(name).Contains(from)));
    });

    private static List<string> Execute(Plan plan, out StepSchedule schedule)
    {
        schedule = new StepSchedule([.. FanOut(plan).Select(step => new StepProgress(step))], plan.Parallel);
        return Run(plan, schedule);
    }

    private static IReadOnlyList<StepSpecification> FanOut(Plan plan) => [.. plan.Steps.Select(step => step with { Matrix = System.Text.Json.Nodes.JsonNode.Parse("[1]") })];

    private static List<string> Run(Plan plan, StepSchedule schedule)
    {
        var random = new Random(plan.Seed);
        var executed = new List<string>();
        var running = new List<StepUnit>();
        while (true)
        {
            while (schedule.NextUnknown() is { } step)
            {
                var items = plan.Items[int.Parse(step.Step.Name[1..], System.Globalization.CultureInfo.InvariantCulture)];
                step.Units = [.. Enumerable.Range(0, items).Select(i => new StepUnit(step.Step, StepRow.Of(step.Step.Name) with { Item = i, Items = items }))];
            }

            var taken = schedule.Take();
            taken.ShouldAllBe(unit => unit.Step.Needs.All(need => schedule[need].HasSucceeded));
            (schedule.HasFailed && taken.Count > 0).ShouldBeFalse();
            running.AddRange(taken);
            executed.AddRange(taken.Select(unit => unit.Label));
            running.Count.ShouldBeLessThanOrEqualTo(plan.Parallel);
            if (running.Count == 0)
            {
                return executed;
            }

            var ended = running[random.Next(running.Count)];
            running.Remove(ended);
            var fails = executed.Count == plan.Failing;
            ended.Phase = fails ? StepPhase.Failed : StepPhase.Succeeded;
            ended.Row = ended.Row with { State = fails ? StepStates.Failed : StepStates.Succeeded };
        }
    }

    /// <param name="Items">Of each step's matrix.</param>
    /// <param name="Failing">When so many have been started, the next that ends has failed; 0 for none.</param>
    private sealed record Plan(IReadOnlyList<StepSpecification> Steps, int[] Items, int Parallel, int Failing, int Seed);
}
