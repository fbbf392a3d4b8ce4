using Twinyard.Platform.Ports;

namespace Twinyard.Events.Tests.Support;

internal sealed class FixedAddress : IServerAddress
{
    public string Url => "http://127.0.0.1:7171";

    public int MqttPort => 1883;

    public string Environment => "dev";
}
