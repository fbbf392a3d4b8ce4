using Microsoft.Extensions.Logging;
using Twinyard.Platform.Data;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.GitLab;

/// <summary>Deploys what is on GitLab's default branch as soon as its checks have passed. Who had to approve it is GitLab's business.</summary>
internal sealed partial class GitLabDeployments(
    Database database,
    RepositoryStore repositories,
    RepositoryCatalog catalog,
    ProposalStore proposals,
    LinkStore links,
    Deployer deployer,
    DeployedBranches branches,
    ILogger<GitLabDeployments> logger)
{
    private const string MergedBy = "gitlab";

    public async Task DeployAsync(LinkRow link, CancellationToken cancellationToken)
    {
        var (proposal, row) = await database.ReadAsync(
            async session => (
                await proposals.FindOpenAsync(link.Repository, GitLabBranches.Default, session, cancellationToken),
                await repositories.FindAsync(link.Repository, session, cancellationToken)),
            cancellationToken);
        var problem = "";
        if (proposal is not null && row is not null)
        {
            problem = proposal.Checks switch
            {
                CheckState.Passed => await DeployAsync(proposal, row, cancellationToken),
                CheckState.Failed => $"The checks of {proposal.Head[..10]} have failed: `twinyard proposal checks {proposal.Id}`.",
                _ => "",
            };
        }

        if (problem != link.Problem)
        {
            await database.WriteAsync(session => links.SetProblemAsync(link.Repository, problem, session, cancellationToken), cancellationToken);
        }
    }

    /// <returns>Why it could not be deployed; empty where it is.</returns>
    private async Task<string> DeployAsync(ProposalRow proposal, RepositoryRow row, CancellationToken cancellationToken)
    {
        var request = new DeployRequest
        {
            Proposal = proposal,
            Commit = proposal.Head,
            Deployed = row.Deployed,
            MergedBy = MergedBy,
            Repository = catalog.Open(row.Name),
            Rules = ApprovalRules.None,
        };
        try
        {
            var deployed = await deployer.DeployAsync(request, cancellationToken);
            if (!deployed.IsOk)
            {
                return deployed.Error.ToString();
            }

            await branches.FollowAsync(new RepositoryRow { Name = row.Name, Deployed = proposal.Head }, CancellationToken.None);
            return "";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotDeployed(e, row.Name, proposal.Head);
            return $"{proposal.Head[..10]} could not be deployed: {e.Message}";
        }
    }
}
