using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Invoker;

internal sealed partial class RunInvoker
{
    [LoggerMessage(EventId = 1307, Level = LogLevel.Error, Message = "No run could be claimed beside the {Running} under way; it is tried again in a moment")]
    private partial void LogNotClaimed(Exception exception, int running);
}
