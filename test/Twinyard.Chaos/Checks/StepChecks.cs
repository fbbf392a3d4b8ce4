using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Checks;

/// <summary>Promise 1 for steps: in a run that has succeeded each of them has; none was executed more often than its run has attempts, or than the journal knows.</summary>
internal static class StepChecks
{
    private const int Promise = 1;

    public static IEnumerable<Violation> Of(State state, IReadOnlyDictionary<string, WorkflowDefinition> workflows)
    {
        var rows = state.Steps.ToLookup(row => row.RunId, StringComparer.Ordinal);
        var starts = state.Starts.ToLookup(RunStamp.RunOf, StringComparer.Ordinal);
        foreach (var run in state.Runs.Where(run => run.BackupOf is null && workflows[run.Workflow].HasSteps))
        {
            var known = rows[run.Id].ToList();
            if (run.State == "succeeded" && !known.Where(row => row.State == "succeeded").Select(Name).Order(StringComparer.Ordinal).SequenceEqual(SteppedWorkflow.Executions.Order(StringComparer.Ordinal)))
            {
                yield return new Violation(Promise, "A run has succeeded, and its steps are not those that its manifest asks for, or have not.", $"{run.Id}: {string.Join(", ", known.Select(row => $"{Name(row)} {row.State}"))}");
            }

            foreach (var open in known.Where(row => row.State is "waiting" or "running"))
            {
                yield return new Violation(Promise, "A run has ended, and a step of it has not.", $"{run.Id}: {Name(open)} {open.State}");
            }

            foreach (var step in known)
            {
                var executed = starts[run.Id].Count(stamp => stamp.StartsWith($"{run.Id}-{Name(step)}.", StringComparison.Ordinal));
                if (executed > step.Attempts || step.Attempts > 1 + workflows[run.Workflow].Retries || (step.State == "succeeded" && executed == 0))
                {
                    yield return new Violation(Promise, "A step was executed another number of times than may be.", $"{run.Id}: {Name(step)} {step.State}, {executed} seen and {step.Attempts} in the journal");
                }
            }
        }
    }

    private static string Name(StepRow row) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.Step}.{row.Item}");
}
