using Twinyard.Repositories.Git;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Deployments;

/// <summary>What shall be deployed, as it was judged; if it has changed since, nothing is.</summary>
internal sealed record DeployRequest
{
    public required ProposalRow Proposal { get; init; }

    /// <summary>The proposal's head, or the queue's merge of it. Its checks must have passed.</summary>
    public required string Commit { get; init; }

    /// <summary>What is deployed now.</summary>
    public required string Deployed { get; init; }

    public required string MergedBy { get; init; }

    public required GitRepository Repository { get; init; }

    /// <summary>Who has to have approved the proposal's head.</summary>
    public required ApprovalRules Rules { get; init; }
}

/// <summary>A commit read for its deploy.</summary>
/// <param name="Id">The tree's id.</param>
internal sealed record TreeToDeploy(DeclaredTree Declared, string Id);
