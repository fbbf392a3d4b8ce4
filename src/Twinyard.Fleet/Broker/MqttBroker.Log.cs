using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Broker;

internal sealed partial class MqttBroker
{
    [LoggerMessage(EventId = 2131, Level = LogLevel.Information, Message = "MQTT listens on {Address}:{Port}")]
    private partial void LogListening(string address, int port);

    [LoggerMessage(EventId = 2133, Level = LogLevel.Information, Message = "MQTT over TLS listens on {Address}:{Port}")]
    private partial void LogListeningEncrypted(string address, int port);
}
