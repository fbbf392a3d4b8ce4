using System.Globalization;
using System.Net;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>Addresses within a network: IPv4 or IPv6, alone or with the length of its prefix. An IPv4 address within IPv6 is one of IPv4.</summary>
internal sealed class AddressTest(byte[] network, int prefix) : ValueTest
{
    public static AddressTest? Create(string value, out string? problem)
    {
        problem = $"'{value}' is not an address or network. Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.";
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (Read(slash < 0 ? value : value[..slash]) is not { } network)
        {
            return null;
        }

        var prefix = network.Length * 8;
        if (slash >= 0 && (!int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > network.Length * 8))
        {
            return null;
        }

        problem = null;
        return new AddressTest(network, prefix);
    }

    public override bool Matches(string value, IAccessContext context)
    {
        if (Read(value) is not { } address || address.Length != network.Length)
        {
            return false;
        }

        var (whole, rest) = (prefix / 8, prefix % 8);
        return address.AsSpan(0, whole).SequenceEqual(network.AsSpan(0, whole)) && (rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0);
    }

    // Fewer than four numbers, octal and hexadecimal ones are understood differently by different programs.
    private static byte[]? Read(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || (!text.Contains(':') && address.ToString() != text) || text.Contains('%'))
        {
            return null;
        }

        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
    }
}
