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

    /// <summary>Four decimal numbers or version 6; not the short and octal forms that the framework takes too.</summary>
    public static IPAddress? Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > 45 || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return text.ContainsAny((byte)'%', (byte)'[') ? null : address;
        }

        return text.ContainsAnyExcept("0123456789."u8) || text.Count((byte)'.') != 3 ? null : address;
    }
}
