using Twinyard.Platform.Ports;

namespace Twinyard.Access.Tests.Support;

internal sealed class FixedAddress(string environment) : IServerAddress
{
    public string Url => "http://127.0.0.1:7171";

    public int MqttPort => 1883;

    public string Environment => environment;
}
