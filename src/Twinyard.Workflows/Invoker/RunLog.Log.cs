using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Invoker;

internal sealed partial class RunLog
{
    [LoggerMessage(EventId = 1303, Level = LogLevel.Error, Message = "The log of run {RunId} could not be written")]
    private partial void LogNotWritten(Exception exception, string runId);
}
