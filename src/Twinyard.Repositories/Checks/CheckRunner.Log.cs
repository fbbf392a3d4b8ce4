using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.Checks;

internal sealed partial class CheckRunner
{
    [LoggerMessage(EventId = 1505, Level = LogLevel.Error, Message = "The check {Check} of proposal {Proposal} could not be run")]
    private partial void LogBroken(Exception exception, string check, long proposal);
}
