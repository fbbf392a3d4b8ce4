using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Workflows.Http;

internal static class ArtifactEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var artifacts = routes.MapGroup("/api/v1/runs/{id}/artifacts");
        artifacts.MapGet("", ListAsync).RequireAction("workflows:GetRunArtifacts", "workflows:run/{id}");
        artifacts.MapGet("/{name}", GetAsync).RequireAction("workflows:GetRunArtifacts", "workflows:run/{id}");
    }

    internal static async Task<Results<Ok<Page<RunArtifact>>, ProblemHttpResult>> ListAsync(string id, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var artifacts = await workflows.ArtifactsAsync(id, cancellationToken);
        return artifacts.IsOk ? TypedResults.Ok(new Page<RunArtifact>(artifacts.Value, null)) : artifacts.Error.ToProblem();
    }

    /// <summary>The file as it is, always as a download: a browser must not show what a script wrote as a page of this server.</summary>
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetAsync(
        string id, string name, int? attempt, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var content = await workflows.ArtifactAsync(id, name, attempt, cancellationToken);
        return content.IsOk ? TypedResults.File(content.Value, "application/octet-stream", name) : content.Error.ToProblem();
    }
}
