using System.Globalization;
using System.Text.Json;
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
using Twinyard.Repositories.Queue;
using Twinyard.Repositories.Resources;

namespace Twinyard.Repositories.Deployments;

/// <summary>Deploys a commit for a proposal: proposal, repository, resources, the deployment's record and events in one transaction.</summary>
internal sealed class Deployer(
    Database database,
    RepositoryStore repositories,
    ProposalStore proposals,
    ApprovalStore approvals,
    CheckStore checks,
    QueueStore queue,
    CheckChanges changes,
    DeploymentStore deployments,
    ResourceOwnerStore owners,
    HandMadeStore handMade,
    DeclaredTreeReader reader,
    DeployPlanner planner,
    ProposalEvents events,
    IIdGenerator ids,
    TimeProvider time)
{
    public async Task<Result<DeploymentSummary>> DeployAsync(DeployRequest request, CancellationToken cancellationToken)
    {
        var tree = await ReadAsync(request.Repository, request.Commit, cancellationToken);
        return await database.TryWriteAsync(session => DeployAsync(request, tree, session, cancellationToken), cancellationToken);
    }

    public async Task<TreeToDeploy> ReadAsync(GitRepository repository, string commit, CancellationToken cancellationToken) =>
        new(await reader.ReadAsync(repository, commit, cancellationToken), await repository.TreeOfAsync(commit, cancellationToken));

    /// <summary>As the other, within a unit of work: everything happens if and only if the work commits.</summary>
    public async Task<Result<DeploymentSummary>> DeployAsync(DeployRequest request, TreeToDeploy tree, DbSession session, CancellationToken cancellationToken)
    {
        var proposal = request.Proposal;
        var approved = (await approvals.ListAsync(proposal.Id, session, cancellationToken)).Where(approval => approval.Head == proposal.Head).ToList();
        if (!await ClaimAsync(request, approved, session, cancellationToken))
        {
            return new ConflictError("proposal-changed", $"Proposal {proposal.Id} has changed while it was merged.", "Look at it again with `twinyard proposal show`.");
        }

        var plan = await planner.PlanAsync(proposal.Repository, tree.Declared, session, cancellationToken);
        if (plan.Problems.Count > 0)
        {
            return InvalidError.FromProblems("declarations-invalid", plan.Problems, "Correct the files and push again.");
        }

        var row = new DeploymentRow
        {
            Id = ids.NewId().ToString("D"),
            Repository = proposal.Repository,
            CommitId = request.Commit,
            Tree = tree.Id,
            Previous = request.Deployed,
            ProposalId = proposal.Id,
            Title = proposal.Title,
            Author = proposal.Author,
            Approvers = JsonSerializer.Serialize(approved.Select(approval => approval.Approver)),
            MergedBy = request.MergedBy,
            Changes = JsonSerializer.Serialize(plan.Changes),
            DeployedAt = time.NowMicros(),
        };
        await ApplyAsync(plan, row, session, cancellationToken);
        await deployments.InsertAsync(row, session, cancellationToken);
        await queue.EndAsync(proposal.Id, QueueRow.Merged, "", row.DeployedAt, session, cancellationToken);
        await events.ProposalAsync("proposal.merged", proposal, request.MergedBy, session, cancellationToken);
        var summary = row.ToSummary();
        await events.DeploymentAppliedAsync(summary, session, cancellationToken);
        session.OnCommitted(changes.Raise);
        return summary;
    }

    // The two updates lock their rows and hold only from the state that was judged; what the judgement rests on is read again behind them.
    private async Task<bool> ClaimAsync(DeployRequest request, IReadOnlyList<ApprovalRow> approved, DbSession session, CancellationToken cancellationToken) =>
        await proposals.EndAsync(request.Proposal.Id, request.Proposal.Head, ProposalState.Merged, time.NowMicros(), session, cancellationToken)
        && await repositories.MoveAsync(request.Proposal.Repository, request.Deployed, request.Commit, session, cancellationToken)
        && CheckState.Of(await checks.ListAsync(request.Proposal.Id, request.Commit, session, cancellationToken)) == CheckState.Passed
        && request.Rules.Missing(approved, request.Proposal.Head).Count == 0;

    private async Task ApplyAsync(DeployPlan plan, DeploymentRow row, DbSession session, CancellationToken cancellationToken)
    {
        var context = new DeployContext(
            row.CommitId, row.ProposalId.ToString(CultureInfo.InvariantCulture), row.Author, string.Join(", ", row.ToSummary().Approvers), UnixMicros.FromUnixMicros(row.DeployedAt));
        foreach (var (resource, change) in plan.Applied)
        {
            await (change == PlannedApply.Adopt ? Task.CompletedTask : resource.Kind.ApplyAsync(resource.Name, resource.Specification, context, session, cancellationToken));
            await handMade.RemoveAsync(resource.Kind.Kind, resource.Name, session, cancellationToken);
            await owners.TakeAsync(resource.Kind.Kind, resource.Name, row.Repository, session, cancellationToken);
        }

        foreach (var (kind, name) in plan.Deleted)
        {
            await kind.DeleteAsync(name, context, session, cancellationToken);
            await owners.ReleaseAsync(kind.Kind, name, session, cancellationToken);
        }
    }
}
