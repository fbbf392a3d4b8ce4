using Microsoft.Extensions.Logging;

namespace Twinyard.Twins.Power;

internal sealed partial class TwinPower
{
    [LoggerMessage(EventId = 1411, Level = LogLevel.Information, Message = "The twin {Twin} is started by {By}: {Reason}")]
    private partial void LogStarts(string twin, string by, string reason);

    [LoggerMessage(EventId = 1412, Level = LogLevel.Information, Message = "The twin {Twin} is stopped by {By}: {Reason}")]
    private partial void LogStops(string twin, string by, string reason);

    [LoggerMessage(EventId = 1413, Level = LogLevel.Warning, Message = "The twin {Twin} could not be switched. {Reason}")]
    private partial void LogFailed(string twin, string reason);

    [LoggerMessage(EventId = 1414, Level = LogLevel.Error, Message = "The state of the twin {Twin} could not be kept; it is free to be started again when its lease has run out")]
    private partial void LogNotKept(Exception exception, string twin);
}
