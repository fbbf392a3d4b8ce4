using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access;
using Twinyard.Access.Http;
using Twinyard.Events.Bus;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;

namespace Twinyard.Events.Endpoints;

internal static class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/events");
        api.MapPost("", PutAsync).RequireAction("events:PutEvent", "events:bus/default");
        api.MapGet("", ListAsync).RequireAction("events:ListEvents", "events:bus/default");
        api.MapGet("/consumers", ConsumersAsync).RequireAction("events:ListConsumers", "events:bus/default");
    }

    /// <summary>What a run puts names the run as its first resource, so that a loop of workflows is seen.</summary>
    internal static async Task<Results<Ok<EventAccepted>, ProblemHttpResult>> PutAsync(
        PutEvent body, HttpContext context, IEventBus bus, IServerAddress server, CancellationToken cancellationToken)
    {
        var accepted = EventRules.Check(body.Source, body.DetailType, body.Detail, body.Resources);
        if (!accepted.IsOk)
        {
            return accepted.Error.ToProblem();
        }

        var published = context.Principal() is { Kind: Principal.Run } run
            ? accepted.Value with { Resources = [new ResourceName(server.Environment, "workflows", "run", run.Name).ToString(), .. accepted.Value.Resources] }
            : accepted.Value;
        return TypedResults.Ok(new EventAccepted(await bus.PublishAsync(published, cancellationToken)));
    }

    internal static async Task<Ok<Page<JsonObject>>> ListAsync(
        string? source, string? detailType, string? after, int? limit, IEventHistory history, IServerAddress server, CancellationToken cancellationToken)
    {
        var page = await history.ListAsync(source, detailType, new PageRequest(after, limit), cancellationToken);
        return TypedResults.Ok(page.Map(envelope => envelope.ToJson(server.Environment)));
    }

    internal static async Task<Ok<Page<ConsumerState>>> ConsumersAsync(IEventHistory history, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<ConsumerState>(await history.ListConsumersAsync(cancellationToken), null));
}

public sealed record PutEvent(string? Source, string? DetailType, JsonObject? Detail, IReadOnlyList<string>? Resources);

public sealed record EventAccepted(string Id);
