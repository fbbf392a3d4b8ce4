using Twinyard.Platform.Ports;

namespace Twinyard.Bench.Journal;

internal sealed class NoAddress : IServerAddress
{
    public string Url => "http://127.0.0.1:1";

    public int MqttPort => 1;

    public string Environment => "bench";
}
