using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Replays;

/// <summary>
/// Overlap as far as it does not depend on how long runs take: of what is due at the same moment, the first run cannot have ended when the next is
/// judged. Runs of earlier moments count as ended.
/// </summary>
internal static class ReplayedOverlap
{
    public static IReadOnlyList<ReplayedOccurrence> Judge(
        IEnumerable<ReplayedOccurrence> occurrences, IReadOnlyDictionary<string, DeployedWorkflow> workflows, int maximumWaiting)
    {
        var judged = new List<ReplayedOccurrence>();
        foreach (var moment in occurrences.GroupBy(one => (one.Trigger.Workflow, one.Occurrence.DueAt)))
        {
            judged.AddRange(Judge(moment.OrderBy(one => one.Trigger.Id, StringComparer.Ordinal), new WorkflowPlace(workflows[moment.Key.Workflow], null), maximumWaiting));
        }

        return judged;
    }

    private static List<ReplayedOccurrence> Judge(IEnumerable<ReplayedOccurrence> moment, WorkflowPlace place, int maximumWaiting)
    {
        var judged = new List<ReplayedOccurrence>();
        foreach (var one in moment)
        {
            var decision = one.Verdict is { } verdict ? new OverlapDecision(verdict, false) : OverlapDecision.For(place, maximumWaiting);
            var run = $"of {one.Trigger.Expression}";
            if (decision.OthersGiveWay)
            {
                judged = [.. judged.Select(other => other.Verdict is null ? other with { Verdict = new Verdict(Outcomes.Superseded, $"the run {run} took its place (overlap: cancel-other)") } : other)];
                place.Replace(null);
            }

            if (decision.Verdict is null)
            {
                place.Queued(run);
            }

            judged.Add(one with { Verdict = decision.Verdict });
        }

        return judged;
    }
}
