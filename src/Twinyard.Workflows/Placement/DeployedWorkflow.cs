using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Placement;

/// <summary>The version of a workflow that new runs execute.</summary>
internal sealed record DeployedWorkflow(string Name, string Commit, string Proposal, WorkflowSpecification Specification);
