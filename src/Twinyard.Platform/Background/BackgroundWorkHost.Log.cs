using Microsoft.Extensions.Logging;

namespace Twinyard.Platform.Background;

public sealed partial class BackgroundWorkHost
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Work} failed for the {Failures}. time in a row; next try in {Wait}")]
    private partial void LogFailed(Exception exception, string work, int failures, TimeSpan wait);
}
