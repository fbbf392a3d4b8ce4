using Microsoft.Extensions.Logging;

namespace Twinyard.Twins.Processes;

internal sealed partial class RunsFolderCleaning
{
    [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "Removed {Count} throw-away folders that an earlier server left behind")]
    private partial void LogRemoved(int count);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "The throw-away folder {Folder} of an earlier run could not be removed: {Reason}")]
    private partial void LogNotRemoved(string folder, string reason);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "Ended {Count} processes of scripts that an earlier server was executing when it was killed")]
    private partial void LogEnded(int count);
}
