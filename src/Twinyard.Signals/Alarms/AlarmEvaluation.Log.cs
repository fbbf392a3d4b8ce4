using Microsoft.Extensions.Logging;

namespace Twinyard.Signals.Alarms;

internal sealed partial class AlarmEvaluation
{
    [LoggerMessage(EventId = 1801, Level = LogLevel.Information, Message = "Alarm {Alarm}: {Previous} -> {State}. {Reason}")]
    private partial void LogTransition(string alarm, string previous, string state, string reason);
}
