using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// A message in a segment: <c>"TYRC"</c>, body length, CRC-32C of length and body (three little-endian 32-bit words), then the body:
/// received at (64-bit microseconds), kind (byte), device and stream (a length byte and UTF-8 each), payload as it came.
/// </summary>
internal readonly ref struct IngestRecord
{
    public const int HeaderSize = 12;
    public const uint Magic = 0x43525954;

    /// <summary>More than any payload that is taken; a greater length is damage.</summary>
    public const int MaximumBody = 16 * 1024 * 1024;

    public required long ReceivedAt { get; init; }

    public required IngestKind Kind { get; init; }

    public required string Device { get; init; }

    public required string Stream { get; init; }

    public required ReadOnlySpan<byte> Payload { get; init; }

    public static void Write(ArrayBufferWriter<byte> to, long receivedAt, IngestKind kind, string device, string stream, in ReadOnlySequence<byte> payload)
    {
        var deviceBytes = Encoding.UTF8.GetByteCount(device);
        var streamBytes = Encoding.UTF8.GetByteCount(stream);
        var body = 8 + 1 + 1 + deviceBytes + 1 + streamBytes + checked((int)payload.Length);
        var span = to.GetSpan(HeaderSize + body)[..(HeaderSize + body)];
        BinaryPrimitives.WriteUInt32LittleEndian(span, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], body);
        var at = span[HeaderSize..];
        BinaryPrimitives.WriteInt64LittleEndian(at, receivedAt);
        at[8] = (byte)kind;
        at[9] = checked((byte)deviceBytes);
        Encoding.UTF8.GetBytes(device, at[10..]);
        at = at[(10 + deviceBytes)..];
        at[0] = checked((byte)streamBytes);
        Encoding.UTF8.GetBytes(stream, at[1..]);
        payload.CopyTo(at[(1 + streamBytes)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], Checksum(span));
        to.Advance(HeaderSize + body);
    }

    /// <summary>Reads the record at the start of <paramref name="data"/>.</summary>
    /// <param name="size">Bytes of the record, header included, when there is one.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, out IngestRecord record, out int size)
    {
        record = default;
        size = 0;
        if (data.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(data) != Magic)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(data[4..]);
        if (length is < 11 or > MaximumBody || data.Length - HeaderSize < length)
        {
            return false;
        }

        var whole = data[..(HeaderSize + length)];
        if (Checksum(whole) != BinaryPrimitives.ReadUInt32LittleEndian(data[8..]))
        {
            return false;
        }

        var body = whole[HeaderSize..];
        var device = body.Slice(10, body[9]);
        var rest = body[(10 + device.Length)..];
        var stream = rest.Slice(1, rest[0]);
        record = new IngestRecord
        {
            ReceivedAt = BinaryPrimitives.ReadInt64LittleEndian(body),
            Kind = (IngestKind)body[8],
            Device = Encoding.UTF8.GetString(device),
            Stream = Encoding.UTF8.GetString(stream),
            Payload = rest[(1 + stream.Length)..],
        };
        size = whole.Length;
        return true;
    }

    /// <summary>CRC-32C (Castagnoli, RFC 3720) over the length word and the body.</summary>
    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        var crc = BitOperations.Crc32C(~0u, BinaryPrimitives.ReadUInt32LittleEndian(record[4..]));
        var body = record[HeaderSize..];
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(body))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var last in body[(body.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return ~crc;
    }
}
