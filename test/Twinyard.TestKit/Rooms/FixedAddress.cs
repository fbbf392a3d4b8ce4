using Twinyard.Platform.Ports;

namespace Twinyard.TestKit.Rooms;

/// <summary>The environment <c>dev</c> at an address that nobody listens on.</summary>
public sealed class FixedAddress : IServerAddress
{
    public string Url => "http://127.0.0.1:7171";

    public int MqttPort => 1883;

    public string Environment => "dev";
}
