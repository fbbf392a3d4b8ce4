using Twinyard.Chaos.Evidence;

namespace Twinyard.Chaos.Checks;

/// <summary>Promise 2: every line of the ledger has its final outcome, and it is what became of its runs.</summary>
internal static class LedgerChecks
{
    private const int Promise = 2;

    private static readonly HashSet<string> RunEnds = new(StringComparer.Ordinal) { "succeeded", "failed", "timed-out", "cancelled" };

    public static IEnumerable<Violation> Of(State state)
    {
        foreach (var run in state.Runs.Where(run => !RunEnds.Contains(run.State)))
        {
            yield return new Violation(Promise, "A run has not ended.", $"{run.Id} of {run.Workflow} is {run.State}");
        }

        var runs = state.Runs.ToLookup(run => run.OccurrenceId);
        foreach (var one in state.Occurrences)
        {
            var states = runs[one.Id].Select(run => run.State).ToList();
            var right = one.Outcome switch
            {
                "ran" => states.Contains("succeeded"),
                "failed" => states.Count > 0 && !states.Contains("succeeded") && states.Exists(state => state is "failed" or "timed-out"),
                "cancelled" => states.Contains("cancelled") && !states.Contains("succeeded"),
                // Another run may have taken its place while it waited.
                "superseded" => states.TrueForAll(state => state == "cancelled"),
                "skipped" => states.TrueForAll(state => state == "cancelled"),
                "missed" => states.Count == 0,
                _ => false,
            };
            if (!right)
            {
                yield return new Violation(Promise, $"The ledger says {one.Outcome}, which is not what became of it.", $"{one.Id} of {one.Workflow}, {one.Kind} {one.Reference}; runs: {string.Join(", ", runs[one.Id].Select(run => $"{run.Id} {run.State}"))}");
            }
        }
    }
}
