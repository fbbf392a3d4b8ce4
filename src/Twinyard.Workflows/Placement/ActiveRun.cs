namespace Twinyard.Workflows.Placement;

/// <summary>A run of the workflow that has not ended.</summary>
internal sealed class ActiveRun
{
    public required string Id { get; init; }

    public required string State { get; init; }
}
