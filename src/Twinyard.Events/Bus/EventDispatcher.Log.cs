using Microsoft.Extensions.Logging;

namespace Twinyard.Events.Bus;

internal sealed partial class EventDispatcher
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "{Consumer} failed on event {Event}, attempt {Attempts}; next try in {Wait}")]
    private partial void LogFailed(Exception exception, string consumer, string @event, long attempts, TimeSpan wait);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "{Consumer} failed on event {Event} {Attempts} times; it is a dead letter now")]
    private partial void LogGivenUp(Exception exception, string consumer, string @event, long attempts);
}
