using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Contracts.Workflows;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Webhooks;

/// <summary>Gives out webhooks' secrets, and makes an event of each signed delivery.</summary>
internal sealed partial class WebhookDesk(
    Database database, WebhookSecrets secrets, ISealedValues values, TriggerStore triggers, IEventBus bus, IServerAddress server, TimeProvider time, ILogger<WebhookDesk> logger)
{
    /// <summary>Bytes of a delivery's body.</summary>
    public const int MaximumBody = 128 * 1024;

    private const int LongestDelivery = 200;

    // The sender is not known yet: where the keys are is for the log.
    private static readonly FailedError Unreadable = new("webhook-unavailable", "The webhook cannot check signatures at present.", "Send the delivery again later; the server's log says what is missing.");

    public Task<Result<WebhookSecret>> RotateAsync(string workflow, string webhook, Principal principal, CancellationToken cancellationToken) =>
        values.WriteAsync<WebhookSecret>(
            async (session, writer) =>
            {
                if (!await IsDeployedAsync(workflow, webhook, session, cancellationToken))
                {
                    return NotFound(workflow, webhook);
                }

                var secret = $"tyh_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
                var now = time.GetUtcNow();
                await secrets.PutAsync(workflow, webhook, secret, principal.Name, now.ToUnixMicros(), session, writer, cancellationToken);
                return new WebhookSecret(workflow, webhook, $"{server.Url}/hooks/{workflow}/{webhook}", secret, now);
            },
            cancellationToken);

    /// <summary>
    /// Publishes the delivery as <c>webhook.received</c>, with <c>{workflow, webhook, delivery, body}</c>. Durable when this returns; the same delivery
    /// sent again is the same event, and so one run.
    /// </summary>
    /// <param name="delivery">The sender's id of the delivery; without one, what is signed is the delivery.</param>
    public async Task<Result<WebhookReceipt>> ReceiveAsync(
        string workflow, string webhook, string signature, string delivery, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var secret = await secrets.FindAsync(workflow, webhook, cancellationToken);
        if (!secret.IsOk)
        {
            LogUnreadable(workflow, webhook, secret.Error.ToString());
            return Unreadable;
        }

        var signed = WebhookSignature.Check(secret.Value, signature, delivery, body.Span, time.GetUtcNow());
        if (!signed.IsOk)
        {
            return signed.Error;
        }

        if (delivery.Length > LongestDelivery)
        {
            return new InvalidError("webhook-delivery", $"The delivery's id has {delivery.Length} characters; at most {LongestDelivery} are taken.");
        }

        var content = WebhookBody.Read(body.Span);
        if (!content.IsOk)
        {
            return content.Error;
        }

        return await database.TryWriteAsync<WebhookReceipt>(
            async session =>
            {
                if (!await IsDeployedAsync(workflow, webhook, session, cancellationToken))
                {
                    return NotFound(workflow, webhook);
                }

                var id = ContentHash.Of($"{workflow}/{webhook}/{(delivery.Length > 0 ? $"delivery {delivery}" : $"signature {signature}")}")[..32];
                var detail = new JsonObject { ["workflow"] = workflow, ["webhook"] = webhook, ["delivery"] = delivery, ["body"] = content.Value };
                var received = new NewEvent(WebhookPattern.Source, WebhookPattern.DetailType, detail)
                {
                    Id = $"webhook-{id}",
                    Resources = [new ResourceName(server.Environment, "workflows", "workflow", workflow).ToString()],
                };
                return new WebhookReceipt(await bus.PublishAsync(received, session, cancellationToken));
            },
            cancellationToken);
    }

    private async Task<bool> IsDeployedAsync(string workflow, string webhook, DbSession session, CancellationToken cancellationToken)
    {
        var wanted = WebhookPattern.TriggerId(workflow, webhook);
        return (await triggers.OfWorkflowAsync(workflow, session, cancellationToken)).Any(trigger => trigger.Id == wanted);
    }

    private static NotFoundError NotFound(string workflow, string webhook) =>
        new("webhook-not-found", $"{workflow} has no webhook '{webhook}'.", "Declare it in the manifest, and merge: triggers: [ { webhook: NAME } ].");
}
