using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Twinyard.Events.Patterns;

/// <summary>An address, version 4 or 6, in a network.</summary>
internal sealed class CidrCondition(string text, IPAddress network, int bits) : PatternCondition(text)
{
    private readonly byte[] _network = network.GetAddressBytes();

    public override bool Matches(in LeafValue value)
    {
        if (value.Kind != JsonTokenType.String || Parse(value.Text) is not { } address)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length) || length != _network.Length)
        {
            return false;
        }

        var whole = bits / 8;
        var mask = (byte)(0xFF00 >> (bits % 8));
        return bytes[..whole].SequenceEqual(_network.AsSpan(0, whole))
            && (bytes[whole] & mask) == (_network[whole] & mask);
    }

    /// <summary>Four decimal numbers or version 6; not the short, octal, zoned and prefixed forms that the framework takes too.</summary>
    public static IPAddress? Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > 45 || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return text.ContainsAnyExcept("0123456789abcdefABCDEF:."u8) ? null : address;
        }

        return IsFourDecimals(text) ? address : null;
    }

    private static bool IsFourDecimals(ReadOnlySpan<byte> text)
    {
        var numbers = 0;
        foreach (var range in text.Split((byte)'.'))
        {
            var number = text[range];
            if (number.Length is 0 or > 3 || number.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (number.Length > 1 && number[0] == '0'))
            {
                return false;
            }

            numbers++;
        }

        return numbers == 4;
    }
}
