using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Deployments;

/// <summary>Deploys a proposal's head: proposal, repository, resources, the deployment's record and events in one transaction.</summary>
internal sealed class Deployer(
    Database database,
    RepositoryStore repositories,
    ProposalStore proposals,
    ApprovalStore approvals,
    DeploymentStore deployments,
    ResourceOwnerStore owners,
    DeclaredTreeReader reader,
    DeployPlanner planner,
    ProposalEvents events,
    IOptions<RepositoriesOptions> options,
    IIdGenerator ids,
    TimeProvider time)
{
    /// <param name="proposal">As it was judged ready; if it has changed since, nothing is deployed.</param>
    /// <param name="deployed">What is deployed now, and contained in the head.</param>
    public async Task<Result<DeploymentSummary>> DeployAsync(
        ProposalRow proposal, string deployed, string mergedBy, GitRepository repository, CancellationToken cancellationToken)
    {
        var tree = await reader.ReadAsync(repository, proposal.Head, cancellationToken);
        var treeId = await repository.TreeOfAsync(proposal.Head, cancellationToken);
        return await database.TryWriteAsync<DeploymentSummary>(
            async session =>
            {
                if (!await ClaimAsync(proposal, deployed, session, cancellationToken))
                {
                    return new ConflictError("proposal-changed", $"Proposal {proposal.Id} has changed while it was merged.", "Look at it again with `twinyard proposal show`.");
                }

                var plan = await planner.PlanAsync(proposal.Repository, tree, session, cancellationToken);
                if (plan.Problems.Count > 0)
                {
                    return InvalidError.FromProblems("declarations-invalid", plan.Problems, "Correct the files and push again.");
                }

                var approvers = (await approvals.ListAsync(proposal.Id, session, cancellationToken)).Where(row => row.Head == proposal.Head).Select(row => row.Approver).ToList();
                var row = new DeploymentRow
                {
                    Id = ids.NewId().ToString("D"),
                    Repository = proposal.Repository,
                    CommitId = proposal.Head,
                    Tree = treeId,
                    Previous = deployed,
                    ProposalId = proposal.Id,
                    Title = proposal.Title,
                    Author = proposal.Author,
                    Approvers = JsonSerializer.Serialize(approvers),
                    MergedBy = mergedBy,
                    Changes = JsonSerializer.Serialize(plan.Changes),
                    DeployedAt = time.NowMicros(),
                };
                await ApplyAsync(plan, row, approvers, session, cancellationToken);
                await deployments.InsertAsync(row, session, cancellationToken);
                await events.ProposalAsync("proposal.merged", proposal, mergedBy, session, cancellationToken);
                var summary = row.ToSummary();
                await events.DeploymentAppliedAsync(summary, session, cancellationToken);
                return summary;
            },
            cancellationToken);
    }

    // The two updates lock their rows and hold only from the state that was judged; what the judgement rests on is read again behind them.
    private async Task<bool> ClaimAsync(ProposalRow proposal, string deployed, DbSession session, CancellationToken cancellationToken) =>
        await proposals.EndAsync(proposal.Id, proposal.Head, ProposalState.Merged, time.NowMicros(), session, cancellationToken)
        && await repositories.MoveAsync(proposal.Repository, deployed, proposal.Head, session, cancellationToken)
        && await proposals.FindAsync(proposal.Id, session, cancellationToken) is { Checks: CheckState.Passed } now
        && now.Approvals >= options.Value.ApprovalsNeeded;

    private async Task ApplyAsync(DeployPlan plan, DeploymentRow row, IReadOnlyList<string> approvers, DbSession session, CancellationToken cancellationToken)
    {
        var context = new DeployContext(
            row.CommitId, row.ProposalId.ToString(CultureInfo.InvariantCulture), row.Author, string.Join(", ", approvers), UnixMicros.FromUnixMicros(row.DeployedAt));
        foreach (var (resource, _) in plan.Applied)
        {
            await resource.Kind.ApplyAsync(resource.Name, resource.Specification, context, session, cancellationToken);
            await owners.TakeAsync(resource.Kind.Kind, resource.Name, row.Repository, session, cancellationToken);
        }

        foreach (var (kind, name) in plan.Deleted)
        {
            await kind.DeleteAsync(name, context, session, cancellationToken);
            await owners.ReleaseAsync(kind.Kind, name, session, cancellationToken);
        }
    }
}
