using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.GitLab;

/// <summary>Acts on a delivery: fetches what GitLab has now, and keeps the branch's proposal at it, whose checks then run.</summary>
internal sealed class GitLabArrivals(
    Database database, LinkTokens tokens, RepositoryCatalog catalog, ProposalStore proposals, ProposalHeads heads, ProposalEvents events, IProposals book, TimeProvider time)
{
    private const string PrincipalKind = "gitlab";
    private const string NothingNew = "proposal-empty";

    /// <returns>A failure where it may succeed later.</returns>
    public async Task<Result<Done>> FollowAsync(LinkRow link, GitLabChange change, CancellationToken cancellationToken)
    {
        var repository = catalog.Open(link.Repository);
        var branch = GitLabBranches.LocalOf(change, link);
        if (!await repository.IsBranchNameAsync(branch, cancellationToken) || !await repository.IsBranchNameAsync(change.Branch, cancellationToken))
        {
            return new InvalidError("gitlab-branch", $"'{change.Branch}' is not the name of a branch.");
        }

        var user = new Principal(PrincipalKind, change.User, "");
        return change switch
        {
            { IsGone: true, MergeRequest: not null } => await CloseAsync(link, branch, user, cancellationToken),
            { IsGone: true } => await DropAsync(repository, branch, user, cancellationToken),
            _ => await FetchAsync(repository, link, change, branch, user, cancellationToken),
        };
    }

    private async Task<Result<Done>> FetchAsync(
        GitRepository repository, LinkRow link, GitLabChange change, string branch, Principal user, CancellationToken cancellationToken)
    {
        var token = await tokens.FindAsync(link, cancellationToken);
        if (!token.IsOk)
        {
            return token.Error;
        }

        var remote = GitLabBranches.RemoteRefOf(change);
        if (await repository.FetchAsync(link.Remote, $"+{remote}:{GitRepository.RefOf(branch)}", token.Value, time, cancellationToken) is { } complaint)
        {
            // Deleted since: another delivery says so.
            return complaint.Contains("couldn't find remote ref", StringComparison.OrdinalIgnoreCase)
                ? Done.Value
                : new FailedError("gitlab-fetch", $"{change.Branch} could not be fetched from {link.Remote}: {complaint}");
        }

        await MovedAsync(repository, branch, user, cancellationToken);
        var title = change.MergeRequest is { } number ? $"{change.Title} (!{number})" : "";
        var opened = await book.OpenAsync(link.Repository, new OpenProposalRequest(branch, title.Length > 200 ? title[..200] : title), user, cancellationToken);
        return opened.IsOk || opened.Error.Code == NothingNew ? Done.Value : opened.Error;
    }

    private async Task<Result<Done>> DropAsync(GitRepository repository, string branch, Principal user, CancellationToken cancellationToken)
    {
        await repository.DeleteAsync(branch, cancellationToken);
        await MovedAsync(repository, branch, user, cancellationToken);
        return Done.Value;
    }

    private async Task<Result<Done>> CloseAsync(LinkRow link, string branch, Principal user, CancellationToken cancellationToken)
    {
        var open = await database.ReadAsync(session => proposals.FindOpenAsync(link.Repository, branch, session, cancellationToken), cancellationToken);
        if (open is null)
        {
            return Done.Value;
        }

        var closed = await book.CloseAsync(open.Id, user, cancellationToken);
        return closed.IsOk || closed.Error is ConflictError ? Done.Value : closed.Error;
    }

    private Task<Done> MovedAsync(GitRepository repository, string branch, Principal user, CancellationToken cancellationToken) => database.AloneAsync(
        "repositories.pushes",
        async () =>
        {
            var tip = await repository.TipAsync(branch, cancellationToken);
            var by = PrincipalLabel.Of(user);
            await database.WriteAsync(
                async session =>
                {
                    if (tip is not null)
                    {
                        await events.PushReceivedAsync(repository.Name, branch, tip, by, session, cancellationToken);
                    }

                    await heads.FollowAsync(repository.Name, branch, tip, by, session, cancellationToken);
                },
                cancellationToken);
            return Done.Value;
        },
        cancellationToken);
}
