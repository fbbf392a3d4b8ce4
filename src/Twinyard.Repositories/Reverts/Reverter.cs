using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Reverts;

internal sealed class Reverter(
    Database database,
    RepositoryStore repositories,
    RepositoryCatalog catalog,
    DeploymentStore deployments,
    RevertRecord record,
    Deployer deployer,
    DeployedBranches branches,
    IProposals proposals,
    GitLabLinks links,
    TimeProvider time) : IReverts
{
    public async Task<Result<DeploymentSummary>> RevertAsync(string repository, string? to, Principal principal, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => repositories.FindAsync(repository, session, cancellationToken), cancellationToken);
        if (row is null)
        {
            return RepositoryCatalog.NotFound(repository);
        }

        if (await links.RefuseAsync(repository, "Revert it", cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        var (present, former) = await database.ReadAsync(
            async session =>
            {
                var newest = await deployments.FindByCommitAsync(row.Deployed, session, cancellationToken);
                return (newest, await deployments.FindByCommitAsync(to ?? newest?.Previous ?? "", session, cancellationToken));
            },
            cancellationToken);
        if (present is null)
        {
            return new ConflictError("revert-nothing", $"Nothing of {repository} is deployed, so there is nothing to take back.");
        }

        if (former is null || former.Repository != repository)
        {
            return to is null
                ? new ConflictError("revert-first", $"{Short(present.CommitId)} is the first deployment of {repository}; there was nothing before it.", "Propose what shall be deployed instead.")
                : new InvalidError("revert-not-deployed", $"{to} was never deployed from {repository}.", "Name a whole commit id of `twinyard deployment list`.");
        }

        return former.Tree == present.Tree
            ? new ConflictError("revert-same", $"What is deployed of {repository} is the tree of {Short(former.CommitId)} already.")
            : await DeployAsync(row, present, former, principal, cancellationToken);
    }

    public async Task<Result<RevertOutcome>> RevertProposalAsync(long proposalId, Principal principal, CancellationToken cancellationToken)
    {
        var deployment = await database.ReadAsync(session => deployments.FindByProposalAsync(proposalId, session, cancellationToken), cancellationToken);
        if (deployment is null)
        {
            var proposal = await proposals.FindAsync(proposalId, cancellationToken);
            return proposal.IsOk
                ? new ConflictError("revert-not-merged", $"Proposal {proposalId} is {proposal.Value.Proposal.State}: only what was merged can be taken back.", "An open one is closed with `twinyard proposal close`.")
                : proposal.Error;
        }

        var row = await database.ReadAsync(session => repositories.FindAsync(deployment.Repository, session, cancellationToken), cancellationToken)
            ?? throw new InvalidOperationException($"The deployment {deployment.Id} is of the repository {deployment.Repository}, which is not there.");
        if (await links.RefuseAsync(row.Name, "Revert it", cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        if (row.Deployed == deployment.CommitId)
        {
            return (await RevertAsync(row.Name, null, principal, cancellationToken)).Map(done => new RevertOutcome(done, null));
        }

        return (await ProposeAsync(row, deployment, principal, cancellationToken)).Map(opened => new RevertOutcome(null, opened));
    }

    private async Task<Result<DeploymentSummary>> DeployAsync(RepositoryRow row, DeploymentRow present, DeploymentRow former, Principal principal, CancellationToken cancellationToken)
    {
        var by = PrincipalLabel.Of(principal);
        var repository = catalog.Open(row.Name);
        var title = $"Revert to {Short(former.CommitId)}: {former.Title}";
        var commit = await repository.WriteCommitAsync(
            former.Tree, [present.CommitId], by, $"{title}\n\nTakes back {present.CommitId} ({present.Title}).", time.GetUtcNow(), cancellationToken);
        var tree = await deployer.ReadAsync(repository, commit, cancellationToken);
        var deployed = await database.TryWriteAsync(
            async session =>
            {
                var request = new DeployRequest
                {
                    Proposal = await record.AddAsync(row.Name, commit, title, by, former, session, cancellationToken),
                    Commit = commit,
                    Deployed = present.CommitId,
                    MergedBy = by,
                    Repository = repository,
                    Rules = ApprovalRules.None,
                };
                return await deployer.DeployAsync(request, tree, session, cancellationToken);
            },
            cancellationToken);
        if (deployed.IsOk)
        {
            await branches.FollowAsync(new RepositoryRow { Name = row.Name, Deployed = commit }, CancellationToken.None);
        }

        return deployed;
    }

    private async Task<Result<ProposalSummary>> ProposeAsync(RepositoryRow row, DeploymentRow deployment, Principal principal, CancellationToken cancellationToken)
    {
        var repository = catalog.Open(row.Name);
        if (deployment.Previous.Length == 0)
        {
            return new ConflictError("revert-first", $"Proposal {deployment.ProposalId} was the first of {row.Name}; there was nothing before it.", "Propose what shall be deployed instead.");
        }

        // As `git revert` does it: the change backwards, from the commit to its former state, merged into what is deployed.
        var by = PrincipalLabel.Of(principal);
        var formerTree = await repository.TreeOfAsync(deployment.Previous, cancellationToken);
        var backwards = await repository.WriteCommitAsync(formerTree, [deployment.CommitId], by, "backwards", time.GetUtcNow(), cancellationToken);
        var merged = await repository.MergeTreeAsync(row.Deployed, backwards, cancellationToken);
        if (merged.Tree is not { } tree)
        {
            return new ConflictError("revert-conflict", $"Proposal {deployment.ProposalId} cannot be taken out of what came after it. {merged.Why}", $"Revert the later ones first, or deploy an earlier state: `twinyard repo revert {row.Name} --to {deployment.Previous}`.");
        }

        var branch = $"revert-{deployment.ProposalId}";
        var title = $"Revert \"{deployment.Title}\"";
        var commit = await repository.WriteCommitAsync(tree, [row.Deployed], by, $"{title}\n\nTakes back {deployment.CommitId}.", time.GetUtcNow(), cancellationToken);
        await repository.MoveAsync(branch, await repository.TipAsync(branch, cancellationToken) ?? "", commit, cancellationToken);
        return await proposals.OpenAsync(row.Name, new OpenProposalRequest(branch, title), principal, cancellationToken);
    }

    private static string Short(string commit) => commit[..Math.Min(10, commit.Length)];
}
