using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Broker;

internal sealed partial class PublishHandler
{
    [LoggerMessage(EventId = 2151, Level = LogLevel.Warning, Message = "Device {Device} may not publish on {Topic}: {Reason}")]
    private partial void LogDenied(string device, string topic, string reason);

    [LoggerMessage(EventId = 2152, Level = LogLevel.Warning, Message = "Device {Device} sent {Bytes} bytes on {Topic} that were rejected: {Reason}")]
    private partial void LogRejected(string device, string topic, long bytes, string reason);
}
