using System.Globalization;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// Follows the packets in a connection's bytes by their fixed headers (MQTT 3.1.1 and 5.0, section 2.1) and tells of one that announces more bytes than is taken, before
/// anybody makes room for them. The first packet is of somebody unknown, and has a bound of its own.
/// </summary>
/// <param name="first">Most bytes after the fixed header of the first packet.</param>
/// <param name="most">The same of every other.</param>
internal struct PacketBound(int first, int most)
{
    private const int LongestLength = 4;

    private bool _isFirstOver;
    private bool _isInHeader;
    private int _lengthBytes;
    private int _length;
    private int _body;

    /// <summary>Whether a packet has come as a whole.</summary>
    public readonly bool IsFirstOver => _isFirstOver;

    /// <summary>Bytes in the order in which they came.</summary>
    /// <returns>What is wrong with them; null where nothing is.</returns>
    public string? Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_body > 0)
            {
                var count = Math.Min(_body, bytes.Length);
                _body -= count;
                bytes = bytes[count..];
                _isFirstOver |= _body == 0;
                continue;
            }

            var next = bytes[0];
            bytes = bytes[1..];
            if (!_isInHeader)
            {
                (_isInHeader, _length, _lengthBytes) = (true, 0, 0);
                continue;
            }

            _length |= (next & 0x7f) << (7 * _lengthBytes++);
            if ((next & 0x80) != 0)
            {
                if (_lengthBytes == LongestLength)
                {
                    return "the length of a packet has more than four bytes";
                }

                continue;
            }

            if (_length > (_isFirstOver ? most : first))
            {
                return string.Create(CultureInfo.InvariantCulture, $"a packet of {_length} bytes, and {(_isFirstOver ? most : first)} is the most{(_isFirstOver ? "" : " before the connection is accepted")}");
            }

            (_isInHeader, _body) = (false, _length);
            _isFirstOver |= _body == 0;
        }

        return null;
    }
}
