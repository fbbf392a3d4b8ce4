using Microsoft.Extensions.Logging;

namespace Twinyard.Twins.Development;

internal sealed partial class DevelopmentRuns
{
    [LoggerMessage(EventId = 1410, Level = LogLevel.Error, Message = "The run {RunId} of the development twin broke")]
    private partial void LogBroken(Exception reason, string runId);
}
