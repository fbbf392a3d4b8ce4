using Microsoft.Extensions.Options;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Proposals;

/// <summary>
/// What still stands between a proposal and its merge. A head must contain what is deployed, so that the tree that was checked is
/// the tree that gets deployed.
/// </summary>
internal sealed class MergeReadiness(IOptions<RepositoriesOptions> options)
{
    /// <returns>Every reason, each with its remedy; empty when the proposal can be merged.</returns>
    public async Task<IReadOnlyList<string>> BlockersAsync(ProposalRow proposal, string deployed, GitRepository repository, CancellationToken cancellationToken)
    {
        if (proposal.State != ProposalState.Open)
        {
            return [$"It is {proposal.State} already."];
        }

        var blockers = new List<string>();
        if (await repository.TipAsync(proposal.Branch, cancellationToken) != proposal.Head)
        {
            blockers.Add($"The branch {proposal.Branch} is not at {Short(proposal.Head)} any more. Wait until the push is recorded, or push the branch again.");
        }

        if (deployed.Length > 0 && await repository.IsAncestorAsync(proposal.Head, deployed, cancellationToken))
        {
            blockers.Add($"{GitRepository.DefaultBranch} holds everything of it already.");
        }
        else if (deployed.Length > 0 && !await repository.IsAncestorAsync(deployed, proposal.Head, cancellationToken))
        {
            blockers.Add($"{GitRepository.DefaultBranch} has moved on to {Short(deployed)} and the branch does not contain it. Fetch, rebase the branch onto {GitRepository.DefaultBranch} and push it, so that the checks see what would be deployed.");
        }

        blockers.AddRange(proposal.Checks switch
        {
            CheckState.Passed => [],
            CheckState.Failed => ["Its checks have failed. Read them with `twinyard proposal checks`, correct the branch and push it."],
            _ => (IReadOnlyList<string>)["Its checks have not ended yet."],
        });
        var missing = options.Value.ApprovalsNeeded - proposal.Approvals;
        if (missing > 0)
        {
            blockers.Add($"{missing} approval{(missing == 1 ? " is" : "s are")} missing for {Short(proposal.Head)}, from somebody who neither opened it nor pushed its commits.");
        }

        return blockers;
    }

    private static string Short(string commit) => commit[..Math.Min(10, commit.Length)];
}
