using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.Pushes;

internal sealed partial class PushSettlement
{
    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "The push {Note} was interrupted; what it changed is recorded now")]
    private partial void LogLeftOver(string note);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "A push to {Branch} of {Repository} asked for a proposal, which could not be opened: {Reason}")]
    private partial void LogNotProposed(string repository, string branch, string reason);
}
