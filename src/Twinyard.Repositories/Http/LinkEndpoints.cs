using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;
using Twinyard.Repositories.GitLab;

namespace Twinyard.Repositories.Http;

/// <summary>Links to a GitLab, and its webhooks.</summary>
internal static class LinkEndpoints
{
    private const string Resource = "repositories:repository/{repo}";

    public static void MapLinkEndpoints(this RouteGroupBuilder repositories)
    {
        repositories.MapGet("/{repo}/link", FindAsync).RequireAction("repositories:GetRepository", Resource);
        repositories.MapPut("/{repo}/link", LinkAsync).RequireAction("repositories:LinkRepository", Resource);
        repositories.MapDelete("/{repo}/link", UnlinkAsync).RequireAction("repositories:LinkRepository", Resource);
    }

    public static void MapGitLabHook(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/gitlab/hooks/{repo}", ReceiveAsync).OpenToAll("A delivery carries the secret of the linked repository, which the handler checks.").AuditAs("repositories:ReceiveWebhook", "repositories:repository/{repo}");

    internal static async Task<Results<Ok<RepositoryLinkSummary>, ProblemHttpResult>> FindAsync(string repo, IRepositoryLinks links, CancellationToken cancellationToken) =>
        Answer(await links.FindAsync(repo, cancellationToken));

    internal static async Task<Results<Ok<RepositoryLinkSummary>, ProblemHttpResult>> LinkAsync(
        string repo, LinkRepositoryRequest request, HttpContext context, IRepositoryLinks links, CancellationToken cancellationToken) =>
        Answer(await links.LinkAsync(repo, request, context.Principal(), cancellationToken));

    internal static async Task<Results<Ok<RepositoryLinkSummary>, ProblemHttpResult>> UnlinkAsync(string repo, IRepositoryLinks links, CancellationToken cancellationToken) =>
        Answer(await links.UnlinkAsync(repo, cancellationToken));

    internal static async Task<Results<Accepted, Ok, ProblemHttpResult>> ReceiveAsync(string repo, HttpContext context, GitLabDesk desk, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request.Body, cancellationToken) is not { } body)
        {
            return new LimitError("gitlab-too-large", $"A delivery has at most {GitLabDesk.MaximumBody:N0} bytes.").ToProblem();
        }

        var headers = context.Request.Headers;
        var received = await desk.ReceiveAsync(repo, headers["X-Gitlab-Token"].ToString(), headers["Idempotency-Key"].ToString(), body, cancellationToken);
        if (!received.IsOk)
        {
            return received.Error.ToProblem();
        }

        return received.Value ? TypedResults.Accepted((string?)null) : TypedResults.Ok();
    }

    /// <returns>Null where there is more than a delivery may have; no more than that is read.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read.Length + count > GitLabDesk.MaximumBody)
            {
                return null;
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    private static Results<Ok<RepositoryLinkSummary>, ProblemHttpResult> Answer(Result<RepositoryLinkSummary> result) =>
        result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
}
