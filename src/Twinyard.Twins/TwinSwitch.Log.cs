using Microsoft.Extensions.Logging;

namespace Twinyard.Twins;

internal sealed partial class TwinSwitch
{
    [LoggerMessage(EventId = 1403, Level = LogLevel.Debug, Message = "Run {RunId}: {Script} ended: {Outcome}")]
    private partial void LogEnded(string runId, string script, TwinOutcome outcome);

    [LoggerMessage(EventId = 1404, Level = LogLevel.Error, Message = "{Lines} lines of the output of run {RunId} could not be written to its log")]
    private partial void LogLinesLost(Exception? reason, string runId, int lines);
}
