using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Reading;

/// <summary>A deployed workflow with what was last and what is next.</summary>
internal sealed class WorkflowListRow
{
    public required string Name { get; init; }

    public required string CommitId { get; init; }

    public required string Proposal { get; init; }

    public required string Approver { get; init; }

    public required string Specification { get; init; }

    public long DeployedAt { get; init; }

    public string? LastOutcome { get; init; }

    public long? LastAt { get; init; }

    public string? LastRunId { get; init; }

    public string? LastRunState { get; init; }

    public long? NextDue { get; init; }

    public long ActiveRuns { get; init; }

    public WorkflowSummary ToSummary()
    {
        var specification = WorkflowSpecification.FromJson(Specification);
        return new WorkflowSummary(
            Name,
            specification.Description,
            specification.Role,
            CommitId,
            [.. specification.Triggers.Select(trigger => trigger.Schedule ?? $"event {trigger.Event?.ToJsonString()}")],
            LastOutcome,
            UnixMicros.FromUnixMicros(LastAt),
            LastRunId,
            LastRunState,
            UnixMicros.FromUnixMicros(NextDue),
            (int)ActiveRuns);
    }
}
