using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Ingest;

internal static partial class TornEnd
{
    [LoggerMessage(EventId = 2111, Level = LogLevel.Warning, Message = "{Segment} ended in {Bytes} bytes that were being written when the server stopped; they were cut off. They were not acknowledged, so the devices send them again")]
    private static partial void LogTorn(ILogger logger, string segment, long bytes);
}
