using Twinyard.Platform.Ports;

namespace Twinyard.Warehouse.Tests.Cluster;

/// <summary>Known once the node listens.</summary>
internal sealed class NodeAddress : IServerAddress
{
    private string? _url;

    public bool IsBound => _url is not null;

    public string Url
    {
        get => _url ?? throw new InvalidOperationException("The node does not listen yet.");
        set => _url = value;
    }

    public int MqttPort => 0;

    public string Environment => "test";
}
