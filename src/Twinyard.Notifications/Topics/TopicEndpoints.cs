using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Notifications.Topics;

internal static class TopicEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/topics").WithTags("Notifications");
        group.MapGet("", ListAsync).RequireAction("notifications:ListTopics", "notifications:topic/*");
        group.MapGet("/{name}", GetAsync).RequireAction("notifications:GetTopic", "notifications:topic/{name}");
        group.MapPost("/{name}/publish", PublishAsync).RequireAction("notifications:Publish", "notifications:topic/{name}");
    }

    internal static async Task<Ok<Page<TopicSummary>>> ListAsync(string? after, int? limit, ITopics topics, CancellationToken cancellationToken) =>
        TypedResults.Ok(await topics.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<TopicSummary>, ProblemHttpResult>> GetAsync(string name, ITopics topics, CancellationToken cancellationToken)
    {
        var topic = await topics.GetAsync(name, cancellationToken);
        return topic.IsOk ? TypedResults.Ok(topic.Value) : topic.Error.ToProblem();
    }

    internal static async Task<Results<Ok<TopicPublished>, ProblemHttpResult>> PublishAsync(
        string name, TopicMessage message, ITopics topics, CancellationToken cancellationToken)
    {
        var published = await topics.PublishAsync(name, message, cancellationToken);
        return published.IsOk ? TypedResults.Ok(published.Value) : published.Error.ToProblem();
    }
}
