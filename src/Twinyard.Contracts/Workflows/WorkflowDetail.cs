using System.Text.Json;

namespace Twinyard.Contracts.Workflows;

/// <summary>A workflow with all that its manifest says.</summary>
/// <param name="Proposal">The proposal that deployed this version; empty for a direct deploy.</param>
/// <param name="Specification">The manifest in canonical JSON.</param>
public sealed record WorkflowDetail(
    WorkflowSummary Summary, string Proposal, string Approver, DateTimeOffset DeployedAt, IReadOnlyList<TriggerEntry> Triggers, JsonElement Specification)
{
    /// <summary>In the manifest's order; empty for a workflow of one script.</summary>
    public IReadOnlyList<DeclaredStep> Steps { get; init; } = [];
}

/// <param name="Needs">Steps that have succeeded before it starts.</param>
/// <param name="Matrix">How many items, or the reference to their list; null for a step that is executed once.</param>
public sealed record DeclaredStep(string Name, string Script, IReadOnlyList<string> Needs, string? Matrix, int Retries);

/// <param name="Kind"><c>schedule</c> or <c>event</c>.</param>
/// <param name="Expression">The schedule expression, or the event pattern as JSON.</param>
/// <param name="NextTick">Null for events, and for schedules that have no tick left.</param>
public sealed record TriggerEntry(string Id, string Kind, string Expression, string? Timezone, string? CatchUp, DateTimeOffset? NextTick);
