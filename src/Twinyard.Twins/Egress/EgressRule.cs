using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Egress;

/// <summary>
/// An entry of an allow-list: a host (<c>pypi.org</c>), the hosts below a domain (<c>*.pypi.org</c>), an address or a network (<c>10.0.0.0/8</c>), each with a port or for
/// the ports 443 and 80.
/// </summary>
public sealed record EgressRule
{
    private const int LongestName = 253;

    private EgressRule(string text, string name, bool isDomain, IPNetwork? network, int? port)
    {
        Text = text;
        Name = name;
        IsDomain = isDomain;
        Network = network;
        Port = port;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>In small letters; of a domain, what hosts' names end with after a point. Empty for a network.</summary>
    public string Name { get; }

    public bool IsDomain { get; }

    public IPNetwork? Network { get; }

    /// <summary>Null for 443 and 80.</summary>
    public int? Port { get; }

    /// <summary>Whether it is one host, by its name.</summary>
    public bool IsHost => Name.Length > 0 && !IsDomain;

    public IReadOnlyList<int> Ports => Port is { } port ? [port] : [443, 80];

    /// <returns>What is wrong, with what to write instead.</returns>
    public static Result<EgressRule> Parse(string text)
    {
        if (text.Contains("//", StringComparison.Ordinal))
        {
            return Wrong(text, "it is an address of a page");
        }

        var (host, portText) = Split(text);
        int? port = null;
        if (portText is not null)
        {
            if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65_535)
            {
                return Wrong(text, $"'{portText}' is not a port from 1 to 65535");
            }

            port = number;
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return address.ToString() == host ? new EgressRule(text, "", isDomain: false, Single(Canonical(address)), port) : Wrong(text, $"the address is written '{address}'");
        }

        if (host.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(host, out var network) && network.BaseAddress.Equals(IPAddress.Parse(host[..host.IndexOf('/', StringComparison.Ordinal)]))
                ? new EgressRule(text, "", isDomain: false, network, port)
                : Wrong(text, "it is no network: the bits behind its prefix must be 0, as in 10.0.0.0/8");
        }

        var isDomain = host.StartsWith("*.", StringComparison.Ordinal);
        var name = isDomain ? host[2..] : host;
        return TryName(name, out var canonical)
            ? new EgressRule(text, canonical, isDomain, network: null, port)
            : Wrong(text, name.Contains('*', StringComparison.Ordinal) ? "a * stands only for what is before a domain, as in *.pypi.org" : $"'{name}' is no host's name");
    }

    /// <param name="host">A name as <see cref="TryName"/> gives it.</param>
    public bool Names(string host, int port) =>
        Name.Length > 0 && AllowsPort(port) && (IsDomain ? host.Length > Name.Length + 1 && host.EndsWith(Name, StringComparison.Ordinal) && host[^(Name.Length + 1)] == '.' : host == Name);

    public bool Covers(IPAddress address, int port) => Network is { } network && AllowsPort(port) && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);

    public bool AllowsPort(int port) => Port is { } own ? own == port : port is 443 or 80;

    /// <summary>A name in small letters without the point of the root; false for what is none. Names in other scripts come in their ASCII form (<c>xn--</c>).</summary>
    public static bool TryName(string text, out string name)
    {
        name = (text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant();
        return name.Length is > 0 and <= LongestName
            && name.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'));
    }

    /// <summary>An IPv4 address that is written as an IPv6 one is that IPv4 address.</summary>
    public static IPAddress Canonical(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public bool Equals(EgressRule? other) => other is not null && (Name, IsDomain, Network, Port) == (other.Name, other.IsDomain, other.Network, other.Port);

    public override int GetHashCode() => HashCode.Combine(Name, IsDomain, Network, Port);

    public override string ToString() => Text;

    // [v6]:port, v6, host:port, host
    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.LastIndexOf(']') is > 0 and var end)
        {
            return (text[1..end], end + 1 == text.Length ? null : text[end + 1] == ':' ? text[(end + 2)..] : text[(end + 1)..]);
        }

        var colon = text.LastIndexOf(':');
        return colon < 0 || text.IndexOf(':', StringComparison.Ordinal) != colon ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static IPNetwork Single(IPAddress address) => new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    private static InvalidError Wrong(string text, string why) =>
        new("egress-invalid", $"'{text}' is not what a run may reach: {why}.", "Write host:port, host (for 443 and 80), *.domain[:port], or a network such as 10.0.0.0/8[:port] or [fd00::/8]:port.");
}
