using System.Globalization;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;

namespace Twinyard.Fleet.Broker;

/// <summary>Passes what MQTTnet has to complain about on to our log.</summary>
internal sealed partial class BrokerLogger(ILogger logger) : IMqttNetLogger
{
    public bool IsEnabled => true;

    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[]? parameters, Exception? exception)
    {
        if (logLevel >= MqttNetLogLevel.Warning)
        {
            LogBroker(logLevel == MqttNetLogLevel.Error ? LogLevel.Error : LogLevel.Debug, exception, parameters is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, message, parameters) : message);
        }
    }

    [LoggerMessage(EventId = 2132, Message = "MQTT: {Text}")]
    private partial void LogBroker(LogLevel level, Exception? exception, string text);
}
