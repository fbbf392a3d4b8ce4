using Microsoft.Extensions.Logging;

namespace Twinyard.Notifications.Alarms;

internal sealed partial class AlarmNotifier
{
    [LoggerMessage(EventId = 1911, Level = LogLevel.Warning, Message = "The alarm {Alarm} is to be told to the topic {Topic}, which is not there")]
    private partial void LogNoTopic(string alarm, string topic);
}
