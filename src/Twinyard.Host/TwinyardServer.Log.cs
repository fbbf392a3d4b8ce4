using Microsoft.Extensions.Logging;

namespace Twinyard.Host;

public sealed partial class TwinyardServer
{
    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "This node could not say that it leaves; the others will notice when its lease has run out")]
    private static partial void LogNotLeft(ILogger logger, Exception exception);
}
