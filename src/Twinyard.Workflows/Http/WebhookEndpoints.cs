using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Webhooks;

namespace Twinyard.Workflows.Http;

internal static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/workflows/{name}/webhooks/{webhook}/secret", RotateAsync).RequireAction("workflows:RotateWebhookSecret", "workflows:workflow/{name}");
        routes.MapPost("/hooks/{workflow}/{webhook}", ReceiveAsync).OpenToAll("A delivery is signed with the webhook's secret, which the handler checks.").AuditAs("workflows:ReceiveWebhook", "workflows:workflow/{workflow}");
    }

    internal static async Task<Results<Ok<WebhookSecret>, ProblemHttpResult>> RotateAsync(
        string name, string webhook, HttpContext context, WebhookDesk desk, CancellationToken cancellationToken)
    {
        var secret = await desk.RotateAsync(name, webhook, context.Principal(), cancellationToken);
        return secret.IsOk ? TypedResults.Ok(secret.Value) : secret.Error.ToProblem();
    }

    internal static async Task<Results<Accepted<WebhookReceipt>, ProblemHttpResult>> ReceiveAsync(
        string workflow, string webhook, HttpContext context, WebhookDesk desk, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request.Body, cancellationToken) is not { } body)
        {
            return new LimitError("webhook-too-large", $"A delivery has at most {WebhookDesk.MaximumBody:N0} bytes.", "Put the data into a bucket and its key into the delivery.").ToProblem();
        }

        var headers = context.Request.Headers;
        var received = await desk.ReceiveAsync(
            workflow, webhook, headers[WebhookSignature.Header].ToString(), headers[WebhookSignature.DeliveryHeader].ToString(), body, cancellationToken);
        return received.IsOk ? TypedResults.Accepted((string?)null, received.Value) : received.Error.ToProblem();
    }

    /// <returns>Null where there is more than a delivery may have; no more than that is read.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[WebhookDesk.MaximumBody + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > WebhookDesk.MaximumBody ? null : buffer.AsMemory(0, read);
    }
}
