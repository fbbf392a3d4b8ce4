using System.Text;
using Twinyard.Access;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.GitLab;

internal sealed class GitLabLinks(
    Database database,
    RepositoryStore repositories,
    LinkStore links,
    LinkTokens tokens,
    ISealedValues values,
    DeliveryStore deliveries,
    StatusStore statuses,
    GitLabApi gitlab,
    IServerAddress server,
    TimeProvider time) : IRepositoryLinks
{
    private const int ShortestSecret = 16;
    private const int FailuresTold = 10;

    public Task<Result<RepositoryLinkSummary>> FindAsync(string repository, CancellationToken cancellationToken) =>
        database.ReadAsync(session => DescribeAsync(repository, session, cancellationToken), cancellationToken);

    public async Task<Result<RepositoryLinkSummary>> LinkAsync(string repository, LinkRepositoryRequest request, Principal principal, CancellationToken cancellationToken)
    {
        var found = await FindAsync(repository, cancellationToken);
        if (!found.IsOk)
        {
            return found;
        }

        if (Refuse(request) is { } refusal)
        {
            return refusal;
        }

        var url = request.GitLab.TrimEnd('/');
        var project = await gitlab.FindProjectAsync(url, request.Project, request.Token, cancellationToken);
        if (!project.IsOk)
        {
            return project.Error;
        }

        // The token is sent there with every fetch.
        if (!Uri.TryCreate(project.Value.HttpUrl, UriKind.Absolute, out var remote) || remote.GetLeftPart(UriPartial.Authority) != new Uri(url).GetLeftPart(UriPartial.Authority))
        {
            return new InvalidError("gitlab-address", $"The GitLab at {url} says that the repository is at {project.Value.HttpUrl}, which is another server.", "Give the address that the GitLab gives itself (its external URL).");
        }

        var row = new LinkRow
        {
            Repository = repository,
            Url = url,
            ProjectId = project.Value.Id,
            ProjectPath = project.Value.Path,
            Remote = project.Value.HttpUrl,
            DefaultBranch = project.Value.DefaultBranch,
            SecretHash = ContentHash.Of(Encoding.UTF8.GetBytes(request.WebhookSecret)),
            LinkedBy = PrincipalLabel.Of(principal),
            LinkedAt = time.NowMicros(),
        };
        var linked = await values.WriteAsync<Done>(
            async (session, writer) =>
            {
                await links.PutAsync(row, session, cancellationToken);
                await tokens.PutAsync(repository, request.Token, writer, cancellationToken);
                return Done.Value;
            },
            cancellationToken);
        return linked.IsOk ? await FindAsync(repository, cancellationToken) : linked.Error;
    }

    public Task<Result<RepositoryLinkSummary>> UnlinkAsync(string repository, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            async session =>
            {
                var found = await DescribeAsync(repository, session, cancellationToken);
                await tokens.DeleteAsync(repository, session, cancellationToken);
                return !found.IsOk || await links.DeleteAsync(repository, session, cancellationToken)
                    ? found.Map(_ => new RepositoryLinkSummary(null))
                    : new ConflictError("repository-not-linked", $"The repository {repository} is not linked to a GitLab.");
            },
            cancellationToken);

    /// <returns>Why something is not done here: the repository lives in a GitLab. Null where it does not.</returns>
    public async Task<ConflictError?> RefuseAsync(string repository, string what, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => links.FindAsync(repository, session, cancellationToken), cancellationToken) is { } link
            ? new ConflictError("repository-in-gitlab", $"{repository} lives in GitLab, at {link.Url}/{link.ProjectPath}.", $"{what} there.")
            : null;

    private async Task<Result<RepositoryLinkSummary>> DescribeAsync(string repository, DbSession session, CancellationToken cancellationToken)
    {
        if (await repositories.FindAsync(repository, session, cancellationToken) is null)
        {
            return RepositoryCatalog.NotFound(repository);
        }

        if (await links.FindAsync(repository, session, cancellationToken) is not { } link)
        {
            return new RepositoryLinkSummary(null);
        }

        var failed = await deliveries.ListFailuresAsync(repository, FailuresTold, session, cancellationToken);
        return new RepositoryLinkSummary(new GitLabLinkSummary(
            link.Url,
            link.ProjectPath,
            link.ProjectId,
            link.DefaultBranch,
            $"{server.Url}/gitlab/hooks/{repository}",
            link.LinkedBy,
            UnixMicros.FromUnixMicros(link.LinkedAt),
            link.Problem,
            [.. failed.Select(row => $"delivery of {row.Read().Branch}: {row.Error}"), .. await statuses.ListFailuresAsync(repository, FailuresTold, session, cancellationToken)]));
    }

    private static InvalidError? Refuse(LinkRepositoryRequest request)
    {
        if (!Uri.TryCreate(request.GitLab, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            return new InvalidError("gitlab-address", $"'{request.GitLab}' is not the address of a GitLab.", "Give it as https://gitlab.example.com.");
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            return new InvalidError("gitlab-address", $"{request.GitLab} is not encrypted, and the token would be sent to it.", "Give the address with https.");
        }

        if (string.IsNullOrWhiteSpace(request.Project) || string.IsNullOrWhiteSpace(request.Token) || request.Token.Any(char.IsControl))
        {
            return new InvalidError("gitlab-token", "A project and its access token are needed.", "Make a project access token with the scopes api and read_repository.");
        }

        return request.WebhookSecret is not { Length: >= ShortestSecret }
            ? new InvalidError("gitlab-secret", $"The webhook's secret has fewer than {ShortestSecret} characters.", "Make one with `openssl rand -hex 32`.")
            : null;
    }
}
