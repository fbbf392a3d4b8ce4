using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories;

/// <summary>Brings back what was deployed before. Such a tree has passed its checks and was approved then, so it is deployed at once.</summary>
public interface IReverts
{
    /// <summary>Deploys the tree of an earlier deployment, as a new commit on top of the present one, in one transaction.</summary>
    /// <param name="to">A commit that was deployed before; null for the one before the present.</param>
    Task<Result<DeploymentSummary>> RevertAsync(string repository, string? to, Principal principal, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a merged proposal back. The newest deployment is undone at once; one that others came after is taken out of them on a branch of its
    /// own, which is proposed, since what results has never been checked.
    /// </summary>
    Task<Result<RevertOutcome>> RevertProposalAsync(long proposalId, Principal principal, CancellationToken cancellationToken);
}
