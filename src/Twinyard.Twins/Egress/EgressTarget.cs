using System.Globalization;
using System.Net;

namespace Twinyard.Twins.Egress;

/// <summary>Where a connection is to go: a host's name in small letters or an address, and a port.</summary>
internal readonly record struct EgressTarget(string Host, int Port)
{
    /// <param name="authority"><c>host:port</c>; brackets around an IPv6 address.</param>
    /// <returns>Null for what is no such thing.</returns>
    public static EgressTarget? Parse(string authority, int? portWhereAbsent = null)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < authority.LastIndexOf(']') || colon < 0)
        {
            return portWhereAbsent is { } absent ? Of(authority, absent) : null;
        }

        return int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535 ? Of(authority[..colon], port) : null;
    }

    /// <summary>As a list has it.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    // Every way to write an address is that address: 127.1, 0x7f000001 and ::ffff:127.0.0.1 are 127.0.0.1.
    private static EgressTarget? Of(string host, int port)
    {
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return IPAddress.TryParse(bare, out var address) ? new EgressTarget(EgressRule.Canonical(address).ToString(), port)
            : EgressRule.TryName(bare, out var name) ? new EgressTarget(name, port)
            : null;
    }
}
