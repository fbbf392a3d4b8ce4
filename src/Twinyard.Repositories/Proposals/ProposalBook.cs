using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Pushes;

namespace Twinyard.Repositories.Proposals;

internal sealed class ProposalBook(
    Database database,
    RepositoryStore repositories,
    RepositoryCatalog catalog,
    ProposalStore proposals,
    ApprovalStore approvals,
    PushStore pushes,
    CheckQueue checks,
    MergeReadiness readiness,
    ApprovalRulesReader rules,
    GitLabLinks links,
    Deployer deployer,
    DeployedBranches branches,
    ProposalDetails details,
    ProposalEvents events,
    TimeProvider time) : IProposals
{
    private const int MaximumTitle = 200;
    private const string FourEyes = "Ask a colleague who may approve: four eyes see more than two.";

    public async Task<Result<ProposalSummary>> OpenAsync(string repository, OpenProposalRequest request, Principal author, CancellationToken cancellationToken)
    {
        var head = await FindHeadAsync(repository, request.Branch, cancellationToken);
        if (!head.IsOk)
        {
            return head.Error;
        }

        var title = request.Title.ReplaceLineEndings(" ").Trim();
        if (title.Length > MaximumTitle)
        {
            return new InvalidError("title-too-long", $"The title has {title.Length} characters; at most {MaximumTitle} are taken.");
        }

        var subject = title.Length > 0 ? title : (await catalog.Open(repository).LogAsync("", head.Value, 0, 1, cancellationToken))[0].Subject;
        var label = PrincipalLabel.Of(author);
        return await database.WriteAsync(
            async session =>
            {
                var open = await proposals.FindOpenAsync(repository, request.Branch, session, cancellationToken)
                    ?? await InsertAsync(repository, request.Branch, subject, label, head.Value, session, cancellationToken);
                if (title.Length > 0 && open.Title != title)
                {
                    await proposals.SetTitleAsync(open.Id, title, session, cancellationToken);
                }

                return (await RequireAsync(open.Id, session, cancellationToken)).ToSummary();
            },
            cancellationToken);
    }

    public async Task<Page<ProposalSummary>> ListAsync(string? repository, string? state, PageRequest page, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => proposals.ListAsync(repository, state, page, session, cancellationToken), cancellationToken)).Map(row => row.ToSummary());

    public async Task<Result<ProposalDetail>> FindAsync(long id, CancellationToken cancellationToken)
    {
        var found = await LoadAsync(id, cancellationToken);
        return found.IsOk ? await details.DescribeAsync(found.Value.Proposal, found.Value.Repository, cancellationToken) : found.Error;
    }

    public async Task<Result<ProposalSummary>> ApproveAsync(long id, string? head, Principal approver, CancellationToken cancellationToken)
    {
        var found = await LoadAsync(id, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (proposal, repository) = found.Value;
        if (await links.RefuseAsync(repository.Name, "Approve the merge request", cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        if (head is not null && head != proposal.Head)
        {
            return Moved(proposal);
        }

        var label = PrincipalLabel.Of(approver);
        if (await RefuseApproverAsync(proposal, repository, label, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await database.TryWriteAsync<ProposalSummary>(
            async session =>
            {
                var now = await RequireAsync(id, session, cancellationToken);
                if (now.State != ProposalState.Open)
                {
                    return NotOpen(now);
                }

                if (now.Head != proposal.Head)
                {
                    return Moved(now);
                }

                var before = await approvals.ListAsync(id, session, cancellationToken);
                if (before.FirstOrDefault(other => other.Head == now.Head && other.Approver != label && UserName.MayBeSamePerson(other.Approver, label)) is { } same)
                {
                    return new DeniedError("approver-twice", $"{same.Approver} has approved proposal {id} already, and may be the same person as {label}.", FourEyes);
                }

                var approval = new ApprovalRow { ProposalId = id, Head = now.Head, Approver = label, Role = approver.Role, ApprovedAt = time.NowMicros() };
                if (await approvals.InsertAsync(approval, session, cancellationToken))
                {
                    await events.ProposalAsync("proposal.approved", now, label, session, cancellationToken);
                }

                return (await RequireAsync(id, session, cancellationToken)).ToSummary();
            },
            cancellationToken);
    }

    public async Task<Result<DeploymentSummary>> MergeAsync(long id, Principal principal, CancellationToken cancellationToken)
    {
        var found = await LoadAsync(id, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (proposal, row) = found.Value;
        if (await links.RefuseAsync(row.Name, "Merge it", cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        var repository = catalog.Open(row.Name);
        var blockers = await readiness.BlockersAsync(proposal, row.Deployed, repository, cancellationToken);
        if (blockers.Count > 0)
        {
            return new ConflictError("proposal-not-ready", $"Proposal {id} cannot be merged. {string.Join(' ', blockers)}");
        }

        var request = new DeployRequest
        {
            Proposal = proposal,
            Commit = proposal.Head,
            Deployed = row.Deployed,
            MergedBy = PrincipalLabel.Of(principal),
            Repository = repository,
            Rules = await rules.ReadAsync(repository, row.Deployed, cancellationToken),
        };
        var deployment = await deployer.DeployAsync(request, cancellationToken);
        if (deployment.IsOk)
        {
            // It is deployed; whoever asked may have left, and the branch follows all the same.
            await branches.FollowAsync(new RepositoryRow { Name = row.Name, Deployed = deployment.Value.Commit }, CancellationToken.None);
        }

        return deployment;
    }

    public Task<Result<ProposalSummary>> CloseAsync(long id, Principal principal, CancellationToken cancellationToken) =>
        database.TryWriteAsync<ProposalSummary>(
            async session =>
            {
                if (await proposals.FindAsync(id, session, cancellationToken) is not { } proposal)
                {
                    return NotFound(id);
                }

                if (!await proposals.EndAsync(id, proposal.Head, ProposalState.Closed, null, session, cancellationToken))
                {
                    return NotOpen(proposal);
                }

                await checks.CancelAsync(id, session, cancellationToken);
                await events.ProposalAsync("proposal.closed", proposal, PrincipalLabel.Of(principal), session, cancellationToken);
                return (await RequireAsync(id, session, cancellationToken)).ToSummary();
            },
            cancellationToken);

    private async Task<Result<string>> FindHeadAsync(string name, string branch, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => repositories.FindAsync(name, session, cancellationToken), cancellationToken);
        if (row is null)
        {
            return RepositoryCatalog.NotFound(name);
        }

        var repository = catalog.Open(name);
        if (branch == GitRepository.DefaultBranch || !await repository.IsBranchNameAsync(branch, cancellationToken))
        {
            return new InvalidError("branch-invalid", $"'{branch}' cannot be proposed.", $"Name a branch other than {GitRepository.DefaultBranch}.");
        }

        if (await repository.TipAsync(branch, cancellationToken) is not { } head)
        {
            return RepositoryCatalog.BranchNotFound(name, branch);
        }

        if (row.Deployed.Length > 0 && await repository.IsAncestorAsync(head, row.Deployed, cancellationToken))
        {
            return new InvalidError("proposal-empty", $"The branch '{branch}' of {name} holds nothing that is not in {GitRepository.DefaultBranch}.", "Commit a change and push the branch.");
        }

        return head;
    }

    private async Task<ProposalRow> InsertAsync(
        string repository, string branch, string title, string author, string head, DbSession session, CancellationToken cancellationToken)
    {
        var id = await proposals.NextIdAsync(session, cancellationToken);
        // The counter's row is locked now, so whoever was faster has been seen.
        if (await proposals.FindOpenAsync(repository, branch, session, cancellationToken) is { } other)
        {
            return other;
        }

        var row = new ProposalRow
        {
            Id = id,
            Repository = repository,
            Branch = branch,
            Title = title,
            Author = author,
            Head = head,
            State = ProposalState.Open,
            OpenedAt = time.NowMicros(),
        };
        await proposals.InsertAsync(row, session, cancellationToken);
        await checks.StartAsync(id, head, session, cancellationToken);
        await events.ProposalAsync("proposal.opened", row, author, session, cancellationToken);
        return row;
    }

    private async Task<Error?> RefuseApproverAsync(ProposalRow proposal, RepositoryRow repository, string approver, CancellationToken cancellationToken)
    {
        if (UserName.MayBeSamePerson(approver, proposal.Author))
        {
            return new DeniedError("author-may-not-approve", $"{approver} opened proposal {proposal.Id} and may not approve it.", FourEyes);
        }

        var pushed = await database.ReadAsync(session => PushedAsync(proposal.Repository, approver, session, cancellationToken), cancellationToken);
        if (pushed.Count == 0)
        {
            return null;
        }

        var commits = await catalog.Open(proposal.Repository).CommitsAsync(repository.Deployed, proposal.Head, cancellationToken);
        return commits.Intersect(pushed).FirstOrDefault() is { } own
            ? new DeniedError("pusher-may-not-approve", $"{approver} pushed the commit {own[..10]} of proposal {proposal.Id} and may not approve it.", FourEyes)
            : null;
    }

    /// <summary>Commits that the person pushed, also where another environment knows them by that name.</summary>
    private async Task<IReadOnlyList<string>> PushedAsync(string repository, string person, DbSession session, CancellationToken cancellationToken)
    {
        var commits = new List<string>();
        foreach (var pusher in (await pushes.ListPushersAsync(repository, session, cancellationToken)).Where(pusher => UserName.MayBeSamePerson(pusher, person)))
        {
            commits.AddRange(await pushes.ListCommitsAsync(repository, pusher, session, cancellationToken));
        }

        return commits;
    }

    private async Task<Result<(ProposalRow Proposal, RepositoryRow Repository)>> LoadAsync(long id, CancellationToken cancellationToken) =>
        await database.ReadAsync<Result<(ProposalRow, RepositoryRow)>>(
            async session =>
            {
                if (await proposals.FindAsync(id, session, cancellationToken) is not { } proposal)
                {
                    return NotFound(id);
                }

                var repository = await repositories.FindAsync(proposal.Repository, session, cancellationToken)
                    ?? throw new InvalidOperationException($"Proposal {id} is of the repository {proposal.Repository}, which is not there.");
                return (proposal, repository);
            },
            cancellationToken);

    private async Task<ProposalRow> RequireAsync(long id, DbSession session, CancellationToken cancellationToken) =>
        await proposals.FindAsync(id, session, cancellationToken) ?? throw new InvalidOperationException($"Proposal {id} has vanished.");

    internal static NotFoundError NotFound(long id) => new("proposal-not-found", $"There is no proposal {id}.", "List them with `twinyard proposal list`.");

    internal static ConflictError NotOpen(ProposalRow proposal) => new("proposal-not-open", $"Proposal {proposal.Id} is {proposal.State}.");

    private static ConflictError Moved(ProposalRow proposal) =>
        new("head-changed", $"The head of proposal {proposal.Id} is {proposal.Head} now.", "Look at what changed and approve that.");
}
