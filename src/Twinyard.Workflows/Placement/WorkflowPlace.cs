namespace Twinyard.Workflows.Placement;

/// <summary>A locked workflow and its runs that have not ended, as they are within the unit of work.</summary>
internal sealed class WorkflowPlace(DeployedWorkflow workflow, ActiveSummary? active)
{
    public DeployedWorkflow Workflow => workflow;

    /// <summary>The oldest run that has not ended.</summary>
    public string? Oldest { get; private set; } = active?.Oldest;

    /// <summary>The oldest run that waits.</summary>
    public string? OldestWaiting { get; private set; } = active?.OldestWaiting;

    public long Waiting { get; private set; } = active?.Waiting ?? 0;

    public void Queued(string runId)
    {
        Oldest ??= runId;
        OldestWaiting ??= runId;
        Waiting++;
    }

    /// <summary>After other runs have given way, as they are now.</summary>
    public void Replace(ActiveSummary? now)
    {
        Oldest = now?.Oldest;
        OldestWaiting = now?.OldestWaiting;
        Waiting = now?.Waiting ?? 0;
    }
}

/// <summary>What the runs of a workflow that have not ended come to.</summary>
internal sealed class ActiveSummary
{
    public required string Workflow { get; init; }

    public required string Oldest { get; init; }

    public string? OldestWaiting { get; init; }

    public long Waiting { get; init; }
}
