using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Ticks;

internal sealed partial class Ticker
{
    [LoggerMessage(EventId = 1310, Level = LogLevel.Error, Message = "The ticks of {Workflow} could not be placed; they are tried again")]
    private partial void LogBroken(Exception exception, string workflow);
}
