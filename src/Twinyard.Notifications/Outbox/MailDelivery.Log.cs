using Microsoft.Extensions.Logging;

namespace Twinyard.Notifications.Outbox;

internal sealed partial class MailDelivery
{
    [LoggerMessage(EventId = 1901, Level = LogLevel.Warning, Message = "Message {Id} was not taken by the SMTP server (attempt {Attempt}); next try in {Wait}: {Reason}")]
    private partial void LogRetry(string id, long attempt, TimeSpan wait, string reason);

    [LoggerMessage(EventId = 1902, Level = LogLevel.Error, Message = "Message {Id} is given up after {Attempt} attempt(s): {Reason}")]
    private partial void LogDead(string id, long attempt, string reason);
}
