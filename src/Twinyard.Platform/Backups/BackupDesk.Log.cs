using Microsoft.Extensions.Logging;

namespace Twinyard.Platform.Backups;

public sealed partial class BackupDesk
{
    [LoggerMessage(EventId = 151, Level = LogLevel.Information, Message = "The backup {Folder} is whole: {Files} files, {Bytes} bytes")]
    private partial void LogWritten(string folder, int files, long bytes);

    [LoggerMessage(EventId = 152, Level = LogLevel.Error, Message = "The backup {Name} broke")]
    private partial void LogBroken(Exception exception, string name);

    [LoggerMessage(EventId = 153, Level = LogLevel.Information, Message = "The backup {Folder} was removed; the newest {Keep} are kept")]
    private partial void LogRemoved(string folder, int keep);
}
