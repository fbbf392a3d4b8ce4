namespace Twinyard.Fleet.Broker;

/// <summary>Which devices have a connection now. A device that takes over its own old connection is counted once.</summary>
internal sealed class ConnectedDevices
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _clients = new(StringComparer.Ordinal);

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

    public IReadOnlyList<string> ClientsOf(string device)
    {
        lock (_gate)
        {
            return _clients.TryGetValue(device, out var clients) ? [.. clients] : [];
        }
    }

    public void Add(string device, string client)
    {
        lock (_gate)
        {
            if (!_clients.TryGetValue(device, out var clients))
            {
                _clients.Add(device, clients = new HashSet<string>(StringComparer.Ordinal));
            }

            clients.Add(client);
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
