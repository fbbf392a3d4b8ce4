namespace Twinyard.Contracts.Repositories;

/// <summary>What became of a revert: the former state is deployed, or a proposal takes the change out of what came after it.</summary>
/// <param name="Deployment">Null when something was deployed on top, so that what results has never been checked.</param>
/// <param name="Proposal">The proposal to check, approve and merge; null when it is deployed.</param>
public sealed record RevertOutcome(DeploymentSummary? Deployment, ProposalSummary? Proposal);

/// <param name="To">A commit that was deployed before; null for the one before the present.</param>
public sealed record RevertRepositoryRequest(string? To);
