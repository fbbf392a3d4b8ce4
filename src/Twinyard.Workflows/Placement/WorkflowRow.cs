namespace Twinyard.Workflows.Placement;

/// <summary>A row of <c>workflows</c>, as much as placing needs.</summary>
internal sealed class WorkflowRow
{
    /// <summary>The select list that fills this.</summary>
    public const string Columns = "name AS Name, commit_id AS CommitId, proposal AS Proposal, deployed_at AS DeployedAt";

    public required string Name { get; init; }

    public required string CommitId { get; init; }

    public required string Proposal { get; init; }

    public long DeployedAt { get; init; }
}
