using Twinyard.Access;

namespace Twinyard.Fleet.Broker;

/// <summary>Which devices have a connection now. A device that takes over its own old connection is counted once.</summary>
internal sealed class ConnectedDevices
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, ConnectedClient>> _clients = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _clients.Count;
            }
        }
    }

    public bool IsConnected(string device)
    {
        lock (_gate)
        {
            return _clients.ContainsKey(device);
        }
    }

    public IReadOnlyList<ConnectedClient> Clients()
    {
        lock (_gate)
        {
            return [.. _clients.Values.SelectMany(clients => clients.Values)];
        }
    }

    public IReadOnlyList<ConnectedClient> ClientsOf(string device)
    {
        lock (_gate)
        {
            return _clients.TryGetValue(device, out var clients) ? [.. clients.Values] : [];
        }
    }

    public void Add(Principal device, string client)
    {
        lock (_gate)
        {
            if (!_clients.TryGetValue(device.Name, out var clients))
            {
                _clients.Add(device.Name, clients = new Dictionary<string, ConnectedClient>(StringComparer.Ordinal));
            }

            clients[client] = new ConnectedClient(client, device);
        }
    }

    public void Remove(string device, string client)
    {
        lock (_gate)
        {
            if (_clients.TryGetValue(device, out var clients) && clients.Remove(client) && clients.Count == 0)
            {
                _clients.Remove(device);
            }
        }
    }
}
