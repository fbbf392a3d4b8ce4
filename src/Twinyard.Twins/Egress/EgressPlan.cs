using System.Globalization;
using System.Net;
using System.Text;

namespace Twinyard.Twins.Egress;

/// <summary>
/// What listens on a sandbox's loopback: at this server's own address the server and the proxy; and for each host that the list has by its exact name an address of its own, which
/// <c>/etc/hosts</c> gives it, so that programs that know no proxy reach it too. What the list has of the machine's loopback is at the same address there.
/// </summary>
internal sealed record EgressPlan(IReadOnlyList<EgressListener> Listeners, string? Hosts)
{
    public const int MostListeners = 64;

    private const string Localhost = "localhost";

    /// <param name="server">This server's own address, on loopback.</param>
    /// <param name="folder">For the sockets.</param>
    /// <param name="machineHosts">The content of the machine's <c>/etc/hosts</c>.</param>
    public static EgressPlan Of(IReadOnlyList<EgressRule> rules, Uri server, string folder, string machineHosts)
    {
        var listeners = new List<EgressListener>();
        var hosts = new StringBuilder();
        var names = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        Add(IPAddress.TryParse(server.DnsSafeHost, out var own) ? own : IPAddress.Loopback, server.Port, null);
        foreach (var rule in rules)
        {
            if (rule.Network is { } network && IPAddress.IsLoopback(network.BaseAddress) && network.PrefixLength >= 32 && rule.Port is { } port)
            {
                Add(network.BaseAddress, port, new EgressTarget(network.BaseAddress.ToString(), port));
            }
            else if (rule.IsHost)
            {
                var address = rule.Name == Localhost ? IPAddress.Loopback : AddressOf(rule.Name);
                foreach (var each in rule.Ports)
                {
                    Add(address, each, new EgressTarget(rule.Name, each));
                }
            }
        }

        return new EgressPlan(listeners, names.Count == 0 ? null : hosts.Append(machineHosts).ToString());

        void Add(IPAddress address, int port, EgressTarget? target)
        {
            if (listeners.Count < MostListeners && !listeners.Any(listener => listener.Port == port && listener.Address.Equals(address)))
            {
                listeners.Add(new EgressListener(address, port, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{listeners.Count}.sock")), target));
            }
        }

        IPAddress AddressOf(string name)
        {
            if (!names.TryGetValue(name, out var address))
            {
                address = new IPAddress([127, 1, (byte)(names.Count / 250), (byte)(1 + (names.Count % 250))]);
                names[name] = address;
                hosts.Append(CultureInfo.InvariantCulture, $"{address} {name}\n");
            }

            return address;
        }
    }
}
