using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Http;

namespace Twinyard.Workflows.Http;

internal static class BackfillEndpoints
{
    private const string Workflow = "workflows:workflow/{name}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var backfill = routes.MapGroup("/api/v1/workflows/{name}/backfill");
        backfill.MapPost("", FillAsync).RequireAction("workflows:BackfillWorkflow", Workflow);
        backfill.MapGet("", ProgressAsync).RequireAction("workflows:GetLedger", Workflow);
        backfill.MapDelete("", StopAsync).RequireAction("workflows:BackfillWorkflow", Workflow);
    }

    internal static async Task<Results<Ok<BackfillPlan>, ProblemHttpResult>> FillAsync(
        string name, BackfillRequest request, HttpContext context, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var plan = await workflows.BackfillAsync(name, request, context.Principal(), cancellationToken);
        return plan.IsOk ? TypedResults.Ok(plan.Value) : plan.Error.ToProblem();
    }

    internal static async Task<Results<Ok<BackfillProgress>, ProblemHttpResult>> ProgressAsync(
        string name, DateTimeOffset from, DateTimeOffset to, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var progress = await workflows.BackfillProgressAsync(name, from, to, cancellationToken);
        return progress.IsOk ? TypedResults.Ok(progress.Value) : progress.Error.ToProblem();
    }

    /// <returns>The number of ticks that will not be filled.</returns>
    internal static async Task<Results<Ok<int>, ProblemHttpResult>> StopAsync(
        string name, HttpContext context, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var stopped = await workflows.StopBackfillAsync(name, context.Principal(), cancellationToken);
        return stopped.IsOk ? TypedResults.Ok(stopped.Value) : stopped.Error.ToProblem();
    }
}
