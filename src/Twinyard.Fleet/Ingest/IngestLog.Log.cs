using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Ingest;

internal sealed partial class IngestLog
{
    [LoggerMessage(EventId = 2101, Level = LogLevel.Error, Message = "{Messages} messages were not acknowledged: {Problem}")]
    private partial void LogNotDurable(Exception exception, int messages, string problem);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "Ingest writes again; devices send what was not acknowledged once more")]
    private partial void LogRecovered();
}
