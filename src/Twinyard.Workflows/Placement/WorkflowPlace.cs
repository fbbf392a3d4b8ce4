using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Placement;

/// <summary>A locked workflow and its runs that have not ended, as they are within the unit of work.</summary>
internal sealed class WorkflowPlace
{
    /// <param name="active">Null where no run is under way or waits.</param>
    public WorkflowPlace(DeployedWorkflow workflow, ActiveSummary? active)
    {
        Workflow = workflow;
        Replace(active);
    }

    /// <param name="waiting">At least as many as wait.</param>
    public WorkflowPlace(DeployedWorkflow workflow, long waiting)
    {
        Workflow = workflow;
        Waiting = waiting;
        IsEstimated = true;
    }

    public DeployedWorkflow Workflow { get; }

    /// <summary>Whether which runs there are matters, and not only how many wait.</summary>
    public static bool NeedsRuns(DeployedWorkflow workflow) => workflow.Specification.Run.Overlap is not (OverlapPolicy.Allow or OverlapPolicy.QueueAll);

    /// <summary>True where nothing was counted; <see cref="Oldest"/> and <see cref="OldestWaiting"/> are then not known.</summary>
    public bool IsEstimated { get; private set; }

    /// <summary>The oldest run that has not ended.</summary>
    public string? Oldest { get; private set; }

    /// <summary>The oldest run that waits.</summary>
    public string? OldestWaiting { get; private set; }

    public long Waiting { get; private set; }

    public void Queued(string runId)
    {
        Oldest ??= runId;
        OldestWaiting ??= runId;
        Waiting++;
    }

    /// <summary>As its runs are now.</summary>
    public void Replace(ActiveSummary? now)
    {
        Oldest = now?.Oldest;
        OldestWaiting = now?.OldestWaiting;
        Waiting = now?.Waiting ?? 0;
        IsEstimated = false;
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
