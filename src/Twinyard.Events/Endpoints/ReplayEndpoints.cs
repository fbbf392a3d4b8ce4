using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Events.Replays;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Endpoints;

internal static class ReplayEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/events/replays");
        api.MapGet("", ListAsync).RequireAction("events:ListReplays", "events:replay/*");
        api.MapPost("", StartAsync).RequireAction("events:StartReplay", "events:bus/default");
        api.MapGet("/{name}", GetAsync).RequireAction("events:GetReplay", "events:replay/{name}");
        api.MapPost("/{name}/cancel", CancelAsync).RequireAction("events:CancelReplay", "events:replay/{name}");
    }

    internal static async Task<Ok<Page<EventReplay>>> ListAsync(string? after, int? limit, IEventReplays replays, CancellationToken cancellationToken) =>
        TypedResults.Ok(await replays.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Created<EventReplay>, ProblemHttpResult>> StartAsync(StartReplay body, HttpContext context, IEventReplays replays, CancellationToken cancellationToken)
    {
        if (body is not { From: { } from, To: { } to })
        {
            return new InvalidError("replay-window", "The window of a replay has no beginning or no end.", "Give from and to.").ToProblem();
        }

        var started = context.NameAudited(
            await replays.StartAsync(new ReplayRequest(body.Name, from, to, body.Pattern?.ToJsonString()), context.Principal(), cancellationToken), made => $"events:replay/{made.Name}");
        return started.IsOk ? TypedResults.Created($"/api/v1/events/replays/{started.Value.Name}", started.Value) : started.Error.ToProblem();
    }

    internal static async Task<Results<Ok<EventReplay>, ProblemHttpResult>> GetAsync(string name, IEventReplays replays, CancellationToken cancellationToken) =>
        Answer(await replays.FindAsync(name, cancellationToken));

    internal static async Task<Results<Ok<EventReplay>, ProblemHttpResult>> CancelAsync(string name, IEventReplays replays, CancellationToken cancellationToken) =>
        Answer(await replays.CancelAsync(name, cancellationToken));

    private static Results<Ok<EventReplay>, ProblemHttpResult> Answer(Result<EventReplay> result) =>
        result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
}

/// <summary>See <see cref="ReplayRequest"/>.</summary>
public sealed record StartReplay(string? Name, DateTimeOffset? From, DateTimeOffset? To, JsonObject? Pattern);
