using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;
using Twinyard.Twins.Development;

namespace Twinyard.Twins.Http;

/// <summary>The caller's own workspace and Jupyter server.</summary>
internal static class WorkspaceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workspace = routes.MapGroup("/api/v1/twins/workspace");
        workspace.MapGet("", Get).RequireAction("twins:GetWorkspace", "twins:workspace/own");
        workspace.MapPost("/start", StartAsync).RequireAction("twins:StartWorkspace", "twins:workspace/own");
        workspace.MapPost("/stop", StopAsync).RequireAction("twins:StopWorkspace", "twins:workspace/own");

        // A page's files are many, and a kernel's socket begins as a GET: whoever has a server running was allowed to start it, in this very role.
        const string Everything = $"{WorkspaceProxy.Path}{{**path}}";
        routes.MapMethods(Everything, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options], ForwardAsync).RequireAction("twins:GetWorkspace", "twins:workspace/own");
        routes.MapMethods(Everything, [HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete], ForwardAsync).RequireAction("twins:StartWorkspace", "twins:workspace/own");
    }

    internal static async Task ForwardAsync(HttpContext context, PersonalTwins twins, WorkspaceProxy proxy)
    {
        if (twins.Running(context.Principal()) is { } jupyter)
        {
            await proxy.ForwardAsync(context, jupyter.Server.Address, jupyter.Token);
            return;
        }

        await new ConflictError("workspace-stopped", "You have no Jupyter server running in this role.", "Start it with `twinyard twin start`.").ToProblem().ExecuteAsync(context);
    }

    internal static Ok<WorkspaceSummary> Get(HttpContext context, PersonalTwins twins) => TypedResults.Ok(twins.Get(context.Principal()));

    internal static async Task<Results<Ok<WorkspaceSummary>, ProblemHttpResult>> StartAsync(HttpContext context, PersonalTwins twins, CancellationToken cancellationToken)
    {
        var workspace = await twins.StartAsync(context.Principal(), cancellationToken);
        return workspace.IsOk ? TypedResults.Ok(workspace.Value) : workspace.Error.ToProblem();
    }

    internal static async Task<Ok<WorkspaceSummary>> StopAsync(HttpContext context, PersonalTwins twins, CancellationToken cancellationToken) =>
        TypedResults.Ok(await twins.StopAsync(context.Principal(), cancellationToken));
}
