namespace Twinyard.Workflows.Placement;

/// <summary>A locked workflow and its runs that have not ended, as they are within the unit of work.</summary>
internal sealed record WorkflowPlace(DeployedWorkflow Workflow, List<ActiveRun> Active);
