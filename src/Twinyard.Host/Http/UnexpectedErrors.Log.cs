using Microsoft.Extensions.Logging;

namespace Twinyard.Host.Http;

internal sealed partial class UnexpectedErrors
{
    [LoggerMessage(EventId = 2290, Level = LogLevel.Error, Message = "{Method} {Path} failed unexpectedly")]
    private partial void LogFailed(Exception exception, string method, string path);
}
