using Microsoft.Extensions.Logging;

namespace Twinyard.Platform.Cluster;

public sealed partial class WakeRelay
{
    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "Other nodes cannot be woken or heard; their work is found when it is looked for. Next try in {Wait}")]
    private partial void LogNotHeard(Exception exception, TimeSpan wait);
}
