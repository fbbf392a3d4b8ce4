using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Reproductions;

namespace Twinyard.Workflows.Http;

/// <summary>A run executed again, and compared.</summary>
internal static class ReproductionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var reproduction = routes.MapGroup("/api/v1/runs/{id}/reproduction");
        reproduction.MapPost("", StartAsync).RequireAction("workflows:ReproduceRun", "workflows:run/{id}");
        reproduction.MapGet("", Get).RequireAction("workflows:GetRun", "workflows:run/{id}");
        reproduction.MapGet("/logs", Logs).RequireAction("workflows:GetRunLogs", "workflows:run/{id}");
        reproduction.MapPost("/cancel", Cancel).RequireAction("workflows:ReproduceRun", "workflows:run/{id}");
    }

    internal static async Task<Results<Ok<RunReproduction>, ProblemHttpResult>> StartAsync(string id, RunReproductions reproductions, CancellationToken cancellationToken)
    {
        var started = await reproductions.StartAsync(id, cancellationToken);
        return started.IsOk ? TypedResults.Ok(started.Value) : started.Error.ToProblem();
    }

    internal static Results<Ok<RunReproduction>, ProblemHttpResult> Get(string id, RunReproductions reproductions)
    {
        var found = reproductions.Get(id);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    /// <summary>NDJSON of what the script prints, until it has ended.</summary>
    internal static Results<LogLinesResult, ProblemHttpResult> Logs(string id, RunReproductions reproductions, ILogStreams logs, CancellationToken cancellationToken)
    {
        var found = reproductions.Get(id);
        return found.IsOk ? new LogLinesResult(logs.ReadAsync(found.Value.LogStream, 0, found.Value.EndedAt is null, cancellationToken)) : found.Error.ToProblem();
    }

    internal static Results<Ok<RunReproduction>, ProblemHttpResult> Cancel(string id, RunReproductions reproductions)
    {
        var cancelled = reproductions.Cancel(id);
        return cancelled.IsOk ? TypedResults.Ok(cancelled.Value) : cancelled.Error.ToProblem();
    }
}
