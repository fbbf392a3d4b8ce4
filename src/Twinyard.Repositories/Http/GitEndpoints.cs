using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Proposals;
using Twinyard.Repositories.Pushes;

namespace Twinyard.Repositories.Http;

/// <summary>git's smart protocol over HTTP: what <c>git clone</c>, <c>fetch</c> and <c>push</c> speak.</summary>
internal static class GitEndpoints
{
    private const string Resource = "repositories:repository/{repo}";
    private const string Pull = "repositories:Pull";
    private const string Push = "repositories:Push";
    private const string ReceivePack = "git-receive-pack";
    private const string UploadPack = "git-upload-pack";
    private const long MaximumThrownAway = 1024 * 1024 * 1024;

    public static void MapGitEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var git = endpoints.MapGroup("/git/{repo}.git").ExcludeFromDescription();
        git.MapGet("/info/refs", InfoRefsAsync).RequireAction(Pull, Resource);
        git.MapPost($"/{UploadPack}", UploadPackAsync).RequireAction(Pull, Resource);
        git.MapPost($"/{ReceivePack}", ReceivePackAsync).RequireAction(Push, Resource);
    }

    internal static async Task InfoRefsAsync(
        string repo, string? service, HttpContext context, IRepositories repositories, IAccessEvaluator access, GitLabLinks links, GitBackend backend, CancellationToken cancellationToken)
    {
        if (service is not (ReceivePack or UploadPack))
        {
            var error = new InvalidError("git-protocol", "Only git's smart protocol is spoken here.", "Use git 1.6.6 or newer.");
            await GitText.WriteAsync(context.Response, error, cancellationToken);
            return;
        }

        if (service == ReceivePack)
        {
            var allowed = await access.RequireAsync(context.Principal(), Push, $"repositories:repository/{repo}", cancellationToken);
            if (!allowed.IsOk)
            {
                await GitText.WriteAsync(context.Response, allowed.Error, cancellationToken);
                return;
            }

            if (await links.RefuseAsync(repo, "Push it", cancellationToken) is { } elsewhere)
            {
                // git's client shows a reason with 403 only.
                await GitText.WriteAsync(context.Response, StatusCodes.Status403Forbidden, elsewhere.ToString(), cancellationToken);
                return;
            }
        }

        await ServeAsync(repo, "info/refs", context, repositories, backend, new Dictionary<string, string>(), cancellationToken);
    }

    internal static Task UploadPackAsync(string repo, HttpContext context, IRepositories repositories, GitBackend backend, CancellationToken cancellationToken) =>
        ServeAsync(repo, UploadPack, context, repositories, backend, new Dictionary<string, string>(), cancellationToken);

    internal static async Task ReceivePackAsync(
        string repo,
        HttpContext context,
        IRepositories repositories,
        GitBackend backend,
        PushSettlement pushes,
        IAccessEvaluator access,
        GitLabLinks links,
        IOptions<RepositoriesOptions> options,
        CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // git itself refuses a pack beyond the limit; for the pusher to read why, the rest is taken in and thrown away, up to this bound.
            size.MaxRequestBodySize = options.Value.MaximumPushBytes + MaximumThrownAway;
        }

        if (await links.RefuseAsync(repo, "Push it", cancellationToken) is { } elsewhere)
        {
            await GitText.WriteAsync(context.Response, StatusCodes.Status403Forbidden, elsewhere.ToString(), cancellationToken);
            return;
        }

        var mayPropose = await access.RequireAsync(context.Principal(), "repositories:OpenProposal", $"repositories:repository/{repo}", cancellationToken);
        var note = pushes.Begin(repo, PrincipalLabel.Of(context.Principal()));
        var variables = new Dictionary<string, string>
        {
            [PushHooks.NoteVariable] = note,
            [PushHooks.FilesVariable] = options.Value.MaximumTreeFiles.ToString(CultureInfo.InvariantCulture),
            [PushHooks.BytesVariable] = options.Value.MaximumTreeBytes.ToString(CultureInfo.InvariantCulture),
        };
        if (!mayPropose.IsOk)
        {
            variables[PushHooks.NoProposalsVariable] = mayPropose.Error.Message;
        }

        try
        {
            await ServeAsync(repo, ReceivePack, context, repositories, backend, variables, cancellationToken);
        }
        finally
        {
            // Also when the client has left: its refs may have moved.
            await pushes.SettleAsync(note, CancellationToken.None);
        }
    }

    private static async Task ServeAsync(
        string repo,
        string path,
        HttpContext context,
        IRepositories repositories,
        GitBackend backend,
        IReadOnlyDictionary<string, string> variables,
        CancellationToken cancellationToken)
    {
        var found = await repositories.FindAsync(repo, cancellationToken);
        if (!found.IsOk)
        {
            await GitText.WriteAsync(context.Response, found.Error, cancellationToken);
            return;
        }

        await backend.RunAsync(context, repo, path, PrincipalLabel.Of(context.Principal()), variables, cancellationToken);
    }
}
