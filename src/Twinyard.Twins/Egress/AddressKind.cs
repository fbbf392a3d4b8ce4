using System.Net;
using System.Net.Sockets;

namespace Twinyard.Twins.Egress;

/// <summary>Which addresses are of the public internet, which of a private network, and which of neither: IANA's registries of special-purpose addresses (RFC 6890).</summary>
internal static class AddressKind
{
    private static readonly IPNetwork[] Private = Parse("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

    // Networks of other ends than a host on the internet, and those that carry an IPv4 address inside.
    private static readonly IPNetwork[] Special = Parse(
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork GlobalVersion6 = IPNetwork.Parse("2000::/3");

    /// <summary>A private network's, of a company or a provider; not this machine's own, nor a link's.</summary>
    public static bool IsPrivate(IPAddress address) => Private.Any(network => Contains(network, address));

    public static bool IsPublic(IPAddress address) =>
        !IsPrivate(address) && !Special.Any(network => Contains(network, address)) && (address.AddressFamily == AddressFamily.InterNetwork || Contains(GlobalVersion6, address));

    private static bool Contains(IPNetwork network, IPAddress address) => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);

    private static IPNetwork[] Parse(params ReadOnlySpan<string> networks)
    {
        var parsed = new IPNetwork[networks.Length];
        for (var i = 0; i < networks.Length; i++)
        {
            parsed[i] = IPNetwork.Parse(networks[i]);
        }

        return parsed;
    }
}
