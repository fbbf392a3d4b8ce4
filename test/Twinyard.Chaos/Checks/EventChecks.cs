using System.Text.Json.Nodes;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Checks;

/// <summary>Promises 1 and 2 for events: each is on the ledger of each workflow that waits for it, once, and nothing else is.</summary>
internal static class EventChecks
{
    public static IEnumerable<Violation> Of(State state, IReadOnlyCollection<WorkflowDefinition> workflows)
    {
        var placed = state.Occurrences.Where(one => one.Kind == "event").ToLookup(one => (one.Workflow, one.Reference), one => one.Id);
        var expected = new HashSet<(string, string)>();
        foreach (var one in state.Events)
        {
            foreach (var workflow in workflows.Where(workflow => Waits(workflow, one)))
            {
                expected.Add((workflow.Name, one.Id));
                var ids = placed[(workflow.Name, one.Id)].ToList();
                if (ids.Count == 0)
                {
                    yield return new Violation(2, "An event was forgotten by a workflow that waits for it.", $"{one.Id} ({one.DetailType}) for {workflow.Name}");
                }
                else if (ids.Count > 1)
                {
                    yield return new Violation(1, "An event is on a workflow's ledger more than once.", $"{one.Id} ({one.DetailType}) for {workflow.Name}: {string.Join(", ", ids)}");
                }
            }
        }

        foreach (var more in placed.Where(group => !expected.Contains(group.Key)))
        {
            yield return new Violation(1, "A workflow's ledger has an event that it does not wait for, or that was never published.", $"{more.Key.Reference} for {more.Key.Workflow}: {string.Join(", ", more)}");
        }
    }

    private static bool Waits(WorkflowDefinition workflow, EventRow one) => one.Source switch
    {
        "chaos" => workflow.Kinds.Contains(one.DetailType, StringComparer.Ordinal),
        ScriptedOutputs.Source => workflow.IsChained,
        _ => workflow.HasWebhook && (string?)JsonNode.Parse(one.Detail)?["workflow"] == workflow.Name,
    };
}
