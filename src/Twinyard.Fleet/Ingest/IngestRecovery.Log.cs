using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Ingest;

internal sealed partial class IngestRecovery
{
    [LoggerMessage(EventId = 2111, Level = LogLevel.Warning, Message = "{Segment} ended in {Bytes} bytes that were being written when the server stopped; they were cut off. They were not acknowledged, so the devices send them again")]
    private partial void LogTorn(string segment, long bytes);
}
