using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Http;

internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/v1/runs");
        runs.MapGet("", ListAsync).RequireAction("workflows:ListRuns", "workflows:run/*");
        runs.MapGet("/{id}", GetAsync).RequireAction("workflows:GetRun", "workflows:run/{id}");
        runs.MapGet("/{id}/record", GetRecordAsync).RequireAction("workflows:GetRun", "workflows:run/{id}");
        runs.MapPost("/{id}/cancel", CancelAsync).RequireAction("workflows:CancelRun", "workflows:run/{id}");
        runs.MapPost("/{id}/resume", ResumeAsync).RequireAction("workflows:ResumeRun", "workflows:run/{id}");
        runs.MapGet("/{id}/logs", LogsAsync).RequireAction("workflows:GetRunLogs", "workflows:run/{id}");
    }

    internal static async Task<Results<Ok<Page<RunSummary>>, ProblemHttpResult>> ListAsync(
        string? workflow, string? state, string? after, int? limit, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var page = await workflows.RunsAsync(workflow, state, new PageRequest(after, limit), cancellationToken);
        return page.IsOk ? TypedResults.Ok(page.Value) : page.Error.ToProblem();
    }

    internal static async Task<Results<Ok<RunDetail>, ProblemHttpResult>> GetAsync(string id, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var run = await workflows.RunAsync(id, cancellationToken);
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }

    internal static async Task<Results<Ok<RunRecord>, ProblemHttpResult>> GetRecordAsync(string id, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var record = await workflows.RecordAsync(id, cancellationToken);
        return record.IsOk ? TypedResults.Ok(record.Value) : record.Error.ToProblem();
    }

    internal static async Task<Results<Ok<RunDetail>, ProblemHttpResult>> CancelAsync(
        string id, HttpContext context, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var run = await workflows.CancelAsync(id, context.Principal(), cancellationToken);
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }

    internal static async Task<Results<Ok<RunDetail>, ProblemHttpResult>> ResumeAsync(
        string id, ResumeRunRequest request, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var run = await workflows.ResumeAsync(id, request, cancellationToken);
        return run.IsOk ? TypedResults.Ok(run.Value) : run.Error.ToProblem();
    }

    /// <summary>NDJSON of log lines from the given 0-based line on; with <paramref name="follow"/> until the run has ended.</summary>
    /// <param name="step">Only the lines of this step, or of one item of its matrix: <c>train[2]</c>.</param>
    internal static async Task<Results<LogLinesResult, ProblemHttpResult>> LogsAsync(
        string id, long? from, bool? follow, string? step, IWorkflows workflows, ILogStreams logs, CancellationToken cancellationToken)
    {
        var run = await workflows.RunAsync(id, cancellationToken);
        if (!run.IsOk)
        {
            return run.Error.ToProblem();
        }

        var ended = run.Value.Summary.EndedAt is not null;
        var lines = logs.ReadAsync(RunLog.StreamOf(id), from ?? 0, follow == true && !ended, cancellationToken);
        if (step is null)
        {
            return new LogLinesResult(lines);
        }

        return StepLog.NotFound(run.Value, step) is { } unknown ? unknown.ToProblem() : new LogLinesResult(lines.Where(line => StepLog.Is(line.Text, step)));
    }
}
