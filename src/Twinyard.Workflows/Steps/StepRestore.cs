using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// What an earlier attempt, or a run that this one goes on from, has done already. A step counts only where all that it needs counts, so that
/// nobody sees outputs of two generations.
/// </summary>
internal static class StepRestore
{
    /// <param name="isKept">Whether what a succeeded step left is still there.</param>
    /// <param name="from">A step that is executed anew, with all that need it; null for none.</param>
    public static IReadOnlyList<StepProgress> Of(IReadOnlyList<StepSpecification> steps, IReadOnlyList<StepRow> rows, Func<StepRow, bool> isKept, string? from)
    {
        var known = rows.ToLookup(row => row.Step, StringComparer.Ordinal);
        var restored = steps.ToDictionary(step => step.Name, step => new StepProgress(step), StringComparer.Ordinal);
        var graph = new StepGraph(steps);
        // Fewer steps are before a step than before those that need it.
        foreach (var step in steps.OrderBy(step => graph.Before(step.Name).Count))
        {
            if (step.Name != from && step.Needs.All(need => restored[need].HasSucceeded))
            {
                restored[step.Name].Units = Units(step, [.. known[step.Name].OrderBy(row => row.Item)], isKept);
            }
        }

        return [.. steps.Select(step => restored[step.Name])];
    }

    private static IReadOnlyList<StepUnit>? Units(StepSpecification step, IReadOnlyList<StepRow> rows, Func<StepRow, bool> isKept)
    {
        if (step.IsFanOut && rows is [{ Items: 0, State: StepStates.Succeeded }])
        {
            return [];
        }

        // Some of a matrix whose items are not all there would be a matrix that nobody has seen.
        var isKnown = step.IsFanOut ? rows.Count > 0 && rows[0].Items == rows.Count : rows.Count == 1;
        return isKnown ? [.. rows.Select(row => new StepUnit(step, row.State == StepStates.Succeeded && isKept(row) ? row : row.Anew()))] : null;
    }
}
