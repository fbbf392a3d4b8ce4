using Twinyard.Platform.Ports;

namespace Twinyard.Host;

/// <summary>Filled when the listeners are bound; whoever asks before that has a bug.</summary>
internal sealed class ServerAddress(string environment) : IServerAddress
{
    private string? _url;
    private int? _mqttPort;

    public string Environment => environment;

    public bool IsBound => _url is not null && _mqttPort is not null;

    public string Url => _url ?? throw new InvalidOperationException("The server does not listen yet.");

    public int MqttPort => _mqttPort ?? throw new InvalidOperationException("The MQTT listener is not bound yet.");

    public void Bound(string url) => _url = url.TrimEnd('/');

    public void MqttBound(int port) => _mqttPort = port;
}
