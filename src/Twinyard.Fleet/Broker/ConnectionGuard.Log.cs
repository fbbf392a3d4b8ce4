using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Broker;

internal sealed partial class ConnectionGuard
{
    [LoggerMessage(EventId = 2141, Level = LogLevel.Warning, Message = "MQTT client {Client} from {Address} was refused: {Reason}")]
    private partial void LogRefused(string client, string address, string reason);

    [LoggerMessage(EventId = 2142, Level = LogLevel.Warning, Message = "Device {Device} may not subscribe to {Topic}: {Reason}")]
    private partial void LogSubscriptionDenied(string device, string topic, string reason);
}
