using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Ingest;

internal sealed partial class GoneNodesLoader
{
    [LoggerMessage(EventId = 2123, Level = LogLevel.Warning, Message = "Telemetry is left in {Folder}, whose server is gone; it is loaded from here")]
    private static partial void LogTakesOver(ILogger logger, string folder);
}
