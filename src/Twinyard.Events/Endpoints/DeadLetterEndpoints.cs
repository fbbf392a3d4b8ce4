using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Events.Bus;
using Twinyard.Events.Delivery;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Events.Endpoints;

internal static class DeadLetterEndpoints
{
    private const string Bus = "events:bus/default";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/events/dead-letters");
        api.MapGet("", ListAsync).RequireAction("events:ListDeadLetters", Bus);
        api.MapGet("/{id}", GetAsync).RequireAction("events:GetDeadLetter", Bus);
        api.MapPost("/{id}/redrive", RedriveAsync).RequireAction("events:RedriveDeadLetter", Bus);
        api.MapPost("/redrive", RedriveAllAsync).RequireAction("events:RedriveDeadLetter", Bus);
    }

    internal static async Task<Results<Ok<Page<DeadLetter>>, ProblemHttpResult>> ListAsync(
        string? consumer, string? state, string? after, int? limit, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var page = await letters.ListAsync(consumer, state, new PageRequest(after, limit), cancellationToken);
        return page.IsOk ? TypedResults.Ok(page.Value) : page.Error.ToProblem();
    }

    internal static async Task<Results<Ok<DeadLetterHistory>, ProblemHttpResult>> GetAsync(string id, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var found = await letters.FindAsync(id, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static async Task<Results<Ok<DeadLetter>, ProblemHttpResult>> RedriveAsync(string id, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var redriven = await letters.RedriveAsync(id, cancellationToken);
        return redriven.IsOk ? TypedResults.Ok(redriven.Value) : redriven.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Redriven>, ProblemHttpResult>> RedriveAllAsync(RedriveAll body, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var redriven = await letters.RedriveAllAsync(body.Consumer ?? "", cancellationToken);
        return redriven.IsOk ? TypedResults.Ok(new Redriven(redriven.Value)) : redriven.Error.ToProblem();
    }
}

/// <param name="Consumer">Whose dead letters.</param>
public sealed record RedriveAll(string? Consumer);

/// <param name="Count">How many were handed over.</param>
public sealed record Redriven(int Count);
