using Microsoft.Extensions.Logging;

namespace Twinyard.Events.Replays;

internal sealed partial class ReplayWork
{
    [LoggerMessage(EventId = 1203, Level = LogLevel.Error, Message = "The replay {Replay} could not go on; it is tried again")]
    private partial void LogBroken(Exception exception, string replay);
}
