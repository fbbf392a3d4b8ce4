using Google.Protobuf;

namespace Twinyard.Sdk.Training.Onnx;

/// <summary>A protobuf message that is written field by field; see the wire format at protobuf.dev/programming-guides/encoding.</summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public ProtoMessage() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    public ProtoMessage Add(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    public ProtoMessage Add(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
        return this;
    }

    public ProtoMessage Add(int field, ProtoMessage message) => Add(field, message.ToBytes());

    public ProtoMessage AddPacked(int field, IReadOnlyCollection<long> values)
    {
        var packed = new ProtoMessage();
        foreach (var value in values)
        {
            packed._output.WriteInt64(value);
        }

        return Add(field, packed);
    }

    public ProtoMessage AddPacked(int field, IReadOnlyCollection<float> values)
    {
        var packed = new ProtoMessage();
        foreach (var value in values)
        {
            packed._output.WriteFloat(value);
        }

        return Add(field, packed);
    }

    public byte[] ToBytes()
    {
        _output.Flush();
        return _bytes.ToArray();
    }

    private ProtoMessage Add(int field, byte[] content)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        return this;
    }
}
