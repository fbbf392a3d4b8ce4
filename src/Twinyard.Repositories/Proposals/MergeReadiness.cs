using Twinyard.Platform.Data;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Proposals;

/// <summary>
/// What still stands between a proposal and its merge. A head must contain what is deployed, so that the tree that was checked is
/// the tree that gets deployed; the merge queue makes that of any head that can be merged.
/// </summary>
internal sealed class MergeReadiness(Database database, ApprovalStore approvals, ApprovalRulesReader rules)
{
    /// <returns>Every reason, each with its remedy; empty when the proposal can be merged.</returns>
    public async Task<IReadOnlyList<string>> BlockersAsync(ProposalRow proposal, string deployed, GitRepository repository, CancellationToken cancellationToken)
    {
        if (proposal.State != ProposalState.Open)
        {
            return [$"It is {proposal.State} already."];
        }

        var blockers = await BranchAsync(proposal, deployed, repository, cancellationToken);
        if (blockers.IsHeld is false && deployed.Length > 0 && !await repository.IsAncestorAsync(deployed, proposal.Head, cancellationToken))
        {
            blockers.Reasons.Add($"{GitRepository.DefaultBranch} has moved on to {Short(deployed)} and the branch does not contain it. Fetch, rebase the branch onto {GitRepository.DefaultBranch} and push it, so that the checks see what would be deployed; or queue it with `twinyard proposal merge {proposal.Id} --queue`, which merges and checks it.");
        }

        if (proposal.Checks is not (CheckState.Passed or CheckState.Failed))
        {
            blockers.Reasons.Add("Its checks have not ended yet.");
        }

        return [.. blockers.Reasons, .. await VerdictsAsync(proposal, deployed, repository, cancellationToken)];
    }

    /// <returns>Every reason not to take it into the merge queue, which merges and checks by itself.</returns>
    public async Task<IReadOnlyList<string>> QueueBlockersAsync(ProposalRow proposal, string deployed, GitRepository repository, CancellationToken cancellationToken) =>
        proposal.State == ProposalState.Open
            ? [.. (await BranchAsync(proposal, deployed, repository, cancellationToken)).Reasons, .. await VerdictsAsync(proposal, deployed, repository, cancellationToken)]
            : [$"It is {proposal.State} already."];

    private static async Task<(List<string> Reasons, bool IsHeld)> BranchAsync(ProposalRow proposal, string deployed, GitRepository repository, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        if (await repository.TipAsync(proposal.Branch, cancellationToken) != proposal.Head)
        {
            reasons.Add($"The branch {proposal.Branch} is not at {Short(proposal.Head)} any more. Wait until the push is recorded, or push the branch again.");
        }

        var isHeld = deployed.Length > 0 && await repository.IsAncestorAsync(proposal.Head, deployed, cancellationToken);
        if (isHeld)
        {
            reasons.Add($"{GitRepository.DefaultBranch} holds everything of it already.");
        }

        return (reasons, isHeld);
    }

    private async Task<IReadOnlyList<string>> VerdictsAsync(ProposalRow proposal, string deployed, GitRepository repository, CancellationToken cancellationToken)
    {
        var given = await database.ReadAsync(session => approvals.ListAsync(proposal.Id, session, cancellationToken), cancellationToken);
        var needed = await rules.ReadAsync(repository, deployed, cancellationToken);
        return
        [
            .. proposal.Checks == CheckState.Failed ? new[] { "Its checks have failed. Read them with `twinyard proposal checks`, correct the branch and push it." } : [],
            .. needed.Missing([.. given.Where(approval => approval.Head == proposal.Head)], Short(proposal.Head)),
        ];
    }

    private static string Short(string commit) => commit[..Math.Min(10, commit.Length)];
}
