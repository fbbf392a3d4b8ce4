using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Requests;

namespace Twinyard.Chaos.Checks;

internal static class AllChecks
{
    public static IReadOnlyList<Violation> Of(
        State state, IReadOnlyList<WorkflowDefinition> workflows, IReadOnlyList<Request> requests, IReadOnlyDictionary<(string Workflow, string Expression), ExpectedTicks> ticks)
    {
        var byName = workflows.ToDictionary(workflow => workflow.Name, StringComparer.Ordinal);
        return
        [
            .. RunChecks.Of(state, byName),
            .. StepChecks.Of(state, byName),
            .. RequestChecks.Of(state, requests),
            .. EventChecks.Of(state, workflows),
            .. LedgerChecks.Of(state),
            .. TickChecks.Of(state, ticks),
            .. OutputChecks.Of(state, byName),
        ];
    }
}
