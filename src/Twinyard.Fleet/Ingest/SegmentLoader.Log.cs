using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Ingest;

internal sealed partial class SegmentLoader
{
    [LoggerMessage(EventId = 2121, Level = LogLevel.Error, Message = "{Segment} is damaged from byte {From} to {To}. A copy was put at {Copy}; loading goes on after it")]
    private partial void LogDamaged(string segment, long from, long to, string copy);

    [LoggerMessage(EventId = 2122, Level = LogLevel.Error, Message = "A stored message cannot be read any more. A copy of its segment was put at {Copy}. {Message}")]
    private partial void LogUnreadable(string copy, string message);
}
