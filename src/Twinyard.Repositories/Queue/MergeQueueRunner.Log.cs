using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.Queue;

internal sealed partial class MergeQueueRunner
{
    [LoggerMessage(EventId = 1507, Level = LogLevel.Information, Message = "Proposal {Proposal} has left the merge queue of {Repository}: {Reason}")]
    private partial void LogLeft(long proposal, string repository, string reason);

    [LoggerMessage(EventId = 1508, Level = LogLevel.Error, Message = "Proposal {Proposal} of {Repository} could not be deployed from the merge queue")]
    private partial void LogBroken(Exception exception, long proposal, string repository);
}
