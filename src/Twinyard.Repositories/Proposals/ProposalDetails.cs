using Microsoft.Extensions.Options;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Queue;

namespace Twinyard.Repositories.Proposals;

/// <summary>Puts together what a reviewer looks at.</summary>
internal sealed class ProposalDetails(
    Database database,
    RepositoryCatalog catalog,
    CheckStore checks,
    ApprovalStore approvals,
    DeploymentStore deployments,
    DeclaredTreeReader reader,
    DeployPlanner planner,
    MergeReadiness readiness,
    ApprovalRulesReader rules,
    MergeQueue queue,
    GitLabLinks links,
    IOptions<RepositoriesOptions> options)
{
    private const int MaximumCommits = 200;

    public async Task<ProposalDetail> DescribeAsync(ProposalRow proposal, RepositoryRow row, CancellationToken cancellationToken)
    {
        var repository = catalog.Open(row.Name);
        var (checkRows, approvalRows, deployment) = await database.ReadAsync(
            async session => (
                await checks.ListAsync(proposal.Id, proposal.Head, session, cancellationToken),
                await approvals.ListAsync(proposal.Id, session, cancellationToken),
                await deployments.FindByProposalAsync(proposal.Id, session, cancellationToken)),
            cancellationToken);
        var (queued, queueChecks) = await database.ReadAsync(session => DescribeQueueAsync(proposal, session, cancellationToken), cancellationToken);
        var counting = approvalRows.Where(approval => approval.Head == proposal.Head).ToList();
        var elsewhere = await links.RefuseAsync(row.Name, "Approve and merge", cancellationToken);
        var needed = elsewhere is null ? await rules.ReadAsync(repository, deployment?.Previous ?? row.Deployed, cancellationToken) : ApprovalRules.None;
        var start = deployment?.Previous ?? row.Deployed;
        var (plan, problems) = await PlanAsync(proposal, deployment, repository, cancellationToken);
        return new ProposalDetail
        {
            Proposal = proposal.ToSummary(),
            Checks = [.. checkRows.Select(check => check.ToSummary())],
            Approvals = [.. approvalRows.Select(approval => approval.ToSummary(proposal.Head))],
            ApprovalsNeeded = needed.Total,
            ApprovalRoles = [.. needed.Roles.Select(rule => new RoleApprovalsSummary(rule.Role, rule.Count, rule.GivenBy(counting)))],
            Queue = queued,
            QueueChecks = queueChecks,
            Blockers = elsewhere is not null ? [elsewhere.ToString()] : await readiness.BlockersAsync(proposal, row.Deployed, repository, cancellationToken),
            Plan = plan,
            PlanProblems = problems,
            Commits = await repository.LogAsync(start, proposal.Head, 0, MaximumCommits, cancellationToken),
            Diff = await repository.DiffAsync(start, proposal.Head, options.Value.MaximumDiffBytes, cancellationToken),
        };
    }

    private async Task<(QueueSummary? Queue, IReadOnlyList<CheckSummary> Checks)> DescribeQueueAsync(ProposalRow proposal, DbSession session, CancellationToken cancellationToken)
    {
        var queued = await queue.DescribeAsync(proposal, session, cancellationToken);
        return queued is { Commit.Length: > 0 } && queued.Commit != proposal.Head
            ? (queued, [.. (await checks.ListAsync(proposal.Id, queued.Commit, session, cancellationToken)).Select(check => check.ToSummary())])
            : (queued, []);
    }

    private async Task<(IReadOnlyList<ResourceChange> Plan, IReadOnlyList<string> Problems)> PlanAsync(
        ProposalRow proposal, DeploymentRow? deployment, GitRepository repository, CancellationToken cancellationToken)
    {
        if (proposal.State != ProposalState.Open)
        {
            return (deployment?.ToSummary().Changes ?? [], []);
        }

        var tree = await reader.ReadAsync(repository, proposal.Head, cancellationToken);
        var plan = await database.ReadAsync(session => planner.PlanAsync(proposal.Repository, tree, session, cancellationToken), cancellationToken);
        return (plan.Changes, [.. plan.Problems.Select(problem => problem.ToString())]);
    }
}
