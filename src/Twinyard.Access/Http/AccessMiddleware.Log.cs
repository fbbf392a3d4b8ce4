using Microsoft.Extensions.Logging;

namespace Twinyard.Access.Http;

internal sealed partial class AccessMiddleware
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "The endpoint {Route} is refused: it must either require actions or be open to all, and has {Actions} required actions")]
    private partial void LogUndeclared(string route, int actions);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "{Action} on {Resource} was not done: {Reason}")]
    private partial void LogNotAudited(string action, string resource, string reason);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "{Path} is refused: the resource {Template} names {Value}, which the route does not have")]
    private partial void LogMissingValue(string path, string template, string value);
}
