using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Notifications.Outbox;

internal static class OutboxEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/outbox").WithTags("Notifications");
        group.MapGet("", ListAsync).RequireAction("notifications:ListMessages", "notifications:message/*");
        group.MapGet("/{id}", GetAsync).RequireAction("notifications:GetMessage", "notifications:message/{id}");
        group.MapGet("/{id}/eml", DownloadAsync).RequireAction("notifications:GetMessage", "notifications:message/{id}");
    }

    internal static async Task<Ok<Page<OutboxMessage>>> ListAsync(string? after, int? limit, IOutbox outbox, CancellationToken cancellationToken) =>
        TypedResults.Ok(await outbox.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<OutboxMessageDetail>, ProblemHttpResult>> GetAsync(string id, IOutbox outbox, CancellationToken cancellationToken)
    {
        var message = await outbox.GetAsync(id, cancellationToken);
        return message.IsOk ? TypedResults.Ok(message.Value) : message.Error.ToProblem();
    }

    internal static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(string id, IOutbox outbox, CancellationToken cancellationToken)
    {
        var message = await outbox.OpenAsync(id, cancellationToken);
        return message.IsOk ? TypedResults.Stream(message.Value, "message/rfc822", $"{id}.eml") : message.Error.ToProblem();
    }
}
