using System.Net;
using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Broker;

internal sealed partial class BrokerListener
{
    [LoggerMessage(EventId = 2161, Level = LogLevel.Error, Message = "MQTT on {Address} could not accept a connection: {Cause}")]
    private partial void LogNotAccepted(IPEndPoint address, string cause);

    [LoggerMessage(EventId = 2162, Level = LogLevel.Information, Message = "An MQTT connection from {Address} was not made: {Cause}")]
    private partial void LogNotConnected(string address, string cause);

    [LoggerMessage(EventId = 2163, Level = LogLevel.Error, Message = "An MQTT connection from {Address} ended unexpectedly.")]
    private partial void LogFailed(string address, Exception exception);
}
