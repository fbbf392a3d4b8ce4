using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Invoker;

internal sealed partial class RunRecovery
{
    [LoggerMessage(EventId = 1304, Level = LogLevel.Warning, Message = "Run {RunId} of {Workflow} had its commit record but not all its outputs; they are applied again")]
    private partial void LogAppliesAgain(string runId, string workflow);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Error, Message = "The outputs of run {RunId} could still not be applied; they are tried again")]
    private partial void LogStillNotApplied(Exception exception, string runId);

    [LoggerMessage(EventId = 1306, Level = LogLevel.Warning, Message = "Run {RunId} of {Workflow} lost its attempt with fence {Fence}: its server is gone")]
    private partial void LogLost(string runId, string workflow, long fence);
}
