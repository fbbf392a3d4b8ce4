using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Tests.Fakes;

internal sealed class FakeServerAddress : IServerAddress
{
    public string Url => "http://127.0.0.1:1";

    public int MqttPort => 2;

    public string Environment => "test";
}
