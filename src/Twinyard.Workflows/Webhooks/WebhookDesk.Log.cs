using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Webhooks;

internal sealed partial class WebhookDesk
{
    [LoggerMessage(EventId = 1341, Level = LogLevel.Error, Message = "A delivery to the webhook {Webhook} of {Workflow} was turned away, since the secret cannot be read: {Reason}")]
    private partial void LogUnreadable(string workflow, string webhook, string reason);
}
