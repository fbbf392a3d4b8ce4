using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>
/// Messages on a kernel's WebSocket, in both of the formats that servers speak (<c>jupyter-server.readthedocs.io</c>, "WebSocket kernel wire
/// protocols"): the default one, JSON in text frames, or binary frames for messages that have buffers; and <see cref="Version1"/>, binary frames
/// of offsets and parts.
/// </summary>
internal static class KernelMessageFormat
{
    /// <summary>The name of the newer format as a WebSocket sub-protocol.</summary>
    public const string Version1 = "v1.kernel.websocket.jupyter.org";

    private const int Word = sizeof(ulong);

    public static byte[] WriteJson(KernelMessage message) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["channel"] = message.Channel,
        ["header"] = message.Header.DeepClone(),
        ["parent_header"] = message.ParentHeader.DeepClone(),
        ["metadata"] = message.Metadata.DeepClone(),
        ["content"] = message.Content.DeepClone(),
        ["buffers"] = new JsonArray(),
    });

    public static byte[] WriteVersion1(KernelMessage message)
    {
        byte[][] parts =
        [
            Encoding.UTF8.GetBytes(message.Channel),
            JsonSerializer.SerializeToUtf8Bytes(message.Header),
            JsonSerializer.SerializeToUtf8Bytes(message.ParentHeader),
            JsonSerializer.SerializeToUtf8Bytes(message.Metadata),
            JsonSerializer.SerializeToUtf8Bytes(message.Content),
        ];
        var offset = Word * (1 + parts.Length + 1);
        var frame = new byte[offset + parts.Sum(part => part.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)parts.Length + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(Word), (ulong)offset);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i].CopyTo(frame, offset);
            offset += parts[i].Length;
            BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(Word * (i + 2)), (ulong)offset);
        }

        return frame;
    }

    /// <exception cref="FormatException">The frame is not in the format.</exception>
    public static KernelMessage ReadJson(ReadOnlySpan<byte> frame, bool isBinary)
    {
        var json = isBinary ? FirstBuffer(frame) : frame;
        var node = Parse(json);
        return new KernelMessage((string?)node["channel"] ?? "", Part(node, "header"), Part(node, "parent_header"), Part(node, "metadata"), Part(node, "content"));
    }

    /// <exception cref="FormatException">The frame is not in the format.</exception>
    public static KernelMessage ReadVersion1(ReadOnlySpan<byte> frame)
    {
        // Channel, header, parent header, metadata and content; buffers may follow.
        if (frame.Length < Word || BinaryPrimitives.ReadUInt64LittleEndian(frame) is var count && (count < 6 || count > (ulong)(frame.Length / Word)))
        {
            throw new FormatException("A kernel's message has fewer parts than the protocol asks for.");
        }

        var channel = Encoding.UTF8.GetString(Slice(frame, 0));
        return new KernelMessage(channel, Parse(Slice(frame, 1)), Parse(Slice(frame, 2)), Parse(Slice(frame, 3)), Parse(Slice(frame, 4)));
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> frame, int part)
    {
        var start = BinaryPrimitives.ReadUInt64LittleEndian(frame[(Word * (part + 1))..]);
        var end = BinaryPrimitives.ReadUInt64LittleEndian(frame[(Word * (part + 2))..]);
        return start <= end && end <= (ulong)frame.Length ? frame[(int)start..(int)end] : throw new FormatException("A part of a kernel's message lies outside it.");
    }

    // The default format's binary frames: the number of buffers and their offsets as big-endian 32-bit numbers; the first buffer is the JSON.
    private static ReadOnlySpan<byte> FirstBuffer(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 8 || BinaryPrimitives.ReadInt32BigEndian(frame) is var count && (count < 1 || count > (frame.Length / 4) - 1))
        {
            throw new FormatException("A kernel's binary message has no buffers.");
        }

        var start = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        var end = count == 1 ? (uint)frame.Length : BinaryPrimitives.ReadUInt32BigEndian(frame[8..]);
        return start <= end && end <= frame.Length ? frame[(int)start..(int)end] : throw new FormatException("A buffer of a kernel's message lies outside it.");
    }

    private static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new FormatException("A part of a kernel's message is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"A part of a kernel's message is not JSON: {e.Message}", e);
        }
    }

    private static JsonObject Part(JsonObject message, string name) => message[name] as JsonObject ?? [];
}
