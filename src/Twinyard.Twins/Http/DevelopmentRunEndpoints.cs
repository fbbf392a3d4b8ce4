using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Twins.Development;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Http;

/// <summary>Runs of the development twin; each is seen by the person who started it.</summary>
internal static class DevelopmentRunEndpoints
{
    /// <summary>Of a request, in bytes: files are sent as Base64.</summary>
    private const long LargestRequest = 128 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/v1/twins/runs");
        runs.MapPost("", StartAsync).RequireAction("twins:StartRun", "twins:run/*").WithMetadata(new RequestSizeLimitAttribute(LargestRequest));
        runs.MapGet("", List).RequireAction("twins:ListRuns", "twins:run/*");
        runs.MapGet("/{id}", Get).RequireAction("twins:GetRun", "twins:run/{id}");
        runs.MapGet("/{id}/notebook", NotebookAsync).RequireAction("twins:GetRun", "twins:run/{id}");
        runs.MapPost("/{id}/resume", ResumeAsync).RequireAction("twins:ResumeRun", "twins:run/{id}").WithMetadata(new RequestSizeLimitAttribute(LargestRequest));
        runs.MapPost("/{id}/cancel", Cancel).RequireAction("twins:CancelRun", "twins:run/{id}");
    }

    internal static async Task<Results<Ok<DevelopmentRunSummary>, ProblemHttpResult>> StartAsync(
        DevelopmentRunRequest request, HttpContext context, DevelopmentRuns runs, CancellationToken cancellationToken)
    {
        var run = context.NameAudited(await runs.StartAsync(request, context.Principal(), cancellationToken), made => $"twins:run/{made.Id}");
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }

    internal static Ok<Page<DevelopmentRunSummary>> List(HttpContext context, DevelopmentRuns runs) =>
        TypedResults.Ok(new Page<DevelopmentRunSummary>(runs.List(context.Principal()), null));

    internal static Results<Ok<DevelopmentRunSummary>, ProblemHttpResult> Get(string id, HttpContext context, DevelopmentRuns runs)
    {
        var run = runs.Get(id, context.Principal());
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }

    /// <summary>Always as a download: a browser must not show what a script wrote as a page of this server.</summary>
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> NotebookAsync(string id, HttpContext context, DevelopmentRuns runs, CancellationToken cancellationToken)
    {
        var notebook = await runs.NotebookAsync(id, context.Principal(), cancellationToken);
        return notebook.IsOk ? TypedResults.File(notebook.Value, "application/octet-stream", ExecutedNotebook.FileName) : notebook.Error.ToProblem();
    }

    internal static async Task<Results<Ok<DevelopmentRunSummary>, ProblemHttpResult>> ResumeAsync(
        string id, ResumeRequest request, HttpContext context, DevelopmentRuns runs, CancellationToken cancellationToken)
    {
        var run = await runs.ResumeAsync(id, request, context.Principal(), cancellationToken);
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }

    internal static Results<Ok<DevelopmentRunSummary>, ProblemHttpResult> Cancel(string id, HttpContext context, DevelopmentRuns runs)
    {
        var run = runs.Cancel(id, context.Principal());
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }
}
