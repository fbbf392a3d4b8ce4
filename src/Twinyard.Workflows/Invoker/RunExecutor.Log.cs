using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Invoker;

internal sealed partial class RunExecutor
{
    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "Run {RunId} of {Workflow} was interrupted by a failure of the server; it is taken up again when its lease has run out")]
    private partial void LogBroken(Exception exception, string runId, string workflow);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Run {RunId} was given to another attempt than the one with fence {Fence}; this one's outputs are thrown away")]
    private partial void LogLeaseLost(string runId, long fence);
}
