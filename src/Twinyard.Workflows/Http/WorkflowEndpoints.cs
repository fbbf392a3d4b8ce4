using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Workflows.Http;

internal static class WorkflowEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/api/v1/workflows");
        workflows.MapGet("", ListAsync).RequireAction("workflows:ListWorkflows", "workflows:workflow/*");
        workflows.MapGet("/{name}", GetAsync).RequireAction("workflows:GetWorkflow", "workflows:workflow/{name}");
        workflows.MapGet("/{name}/ledger", LedgerAsync).RequireAction("workflows:GetLedger", "workflows:workflow/{name}");
        workflows.MapPost("/{name}/runs", StartAsync).RequireAction("workflows:StartRun", "workflows:workflow/{name}");
    }

    internal static async Task<Ok<Page<WorkflowSummary>>> ListAsync(string? after, int? limit, IWorkflows workflows, CancellationToken cancellationToken) =>
        TypedResults.Ok(await workflows.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<WorkflowDetail>, ProblemHttpResult>> GetAsync(string name, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var detail = await workflows.GetAsync(name, cancellationToken);
        return detail.IsOk ? TypedResults.Ok(detail.Value) : detail.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<OccurrenceEntry>>, ProblemHttpResult>> LedgerAsync(
        string name, DateTimeOffset? from, DateTimeOffset? to, string? outcome, string? after, int? limit, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var page = await workflows.LedgerAsync(name, new LedgerFilter(from, to, outcome), new PageRequest(after, limit), cancellationToken);
        return page.IsOk ? TypedResults.Ok(page.Value) : page.Error.ToProblem();
    }

    internal static async Task<Results<Accepted<RunDetail>, ProblemHttpResult>> StartAsync(
        string name, StartRunRequest? request, HttpContext context, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var started = context.NameAudited(
            await workflows.StartAsync(name, request ?? new StartRunRequest(), context.Principal(), cancellationToken), _ => $"workflows:workflow/{name}", made => $"run/{made.Summary.Id}");
        return started.IsOk ? TypedResults.Accepted($"/api/v1/runs/{started.Value.Summary.Id}", started.Value) : started.Error.ToProblem();
    }
}
