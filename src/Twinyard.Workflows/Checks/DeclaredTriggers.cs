using Twinyard.Platform.Ports;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Checks;

/// <summary>The triggers of the workflows that a checked tree declares.</summary>
internal static class DeclaredTriggers
{
    public static IReadOnlyList<(string Workflow, TriggerSpecification Trigger)> Of(CheckedTree tree) =>
    [
        .. tree.Declarations.Where(declaration => declaration.Kind == "workflow")
            .OrderBy(declaration => declaration.Name, StringComparer.Ordinal)
            .SelectMany(declaration => WorkflowSpecification.FromJson(declaration.Specification).Triggers.Select(trigger => (declaration.Name, trigger))),
    ];
}
