using System.Buffers.Binary;
using System.Text;

namespace Twinyard.TestKit.Onnx;

/// <summary>
/// Real ONNX networks of one operator, written byte by byte after onnx.proto3 (IR version 8, opset 13).
/// </summary>
public static class TinyOnnx
{
    private const int Float = 1;

    /// <summary><c>prediction = features · weights + bias</c>.</summary>
    /// <param name="batch">Rows a call takes: null for any number.</param>
    public static byte[] Linear(float[] weights, float bias, string input = "features", string output = "prediction", int? batch = null)
    {
        var node = Message(Text(1, input), Text(1, "weights"), Text(1, "bias"), Text(2, output), Text(4, "Gemm"));
        var graph = Message(
            Nested(1, node),
            Text(2, "linear"),
            Nested(5, Tensor("weights", weights, weights.Length, 1)),
            Nested(5, Tensor("bias", [bias], 1)),
            Nested(11, Value(input, batch, weights.Length)),
            Nested(12, Value(output, batch, 1)));
        return Model(graph);
    }

    /// <summary>A network whose output is a sequence, as exporters of classifiers write it; nothing here can take it as one number a row.</summary>
    public static byte[] Sequence(int columns)
    {
        var node = Message(Text(1, "features"), Text(2, "prediction"), Text(4, "SequenceConstruct"));
        var element = Message(Nested(1, Message(Number(1, Float))));
        var output = Message(Text(1, "prediction"), Nested(2, Message(Nested(4, Message(Nested(1, element))))));
        return Model(Message(Nested(1, node), Text(2, "sequence"), Nested(11, Value("features", null, columns)), Nested(12, output)));
    }

    private static byte[] Model(byte[] graph) => Message(Number(1, 8), Nested(7, graph), Nested(8, Message(Text(1, ""), Number(2, 13))));

    private static byte[] Tensor(string name, float[] values, params int[] dimensions)
    {
        var raw = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * 4), values[i]);
        }

        return Message([.. dimensions.Select(size => Number(1, size)), Number(2, Float), Text(8, name), Nested(9, raw)]);
    }

    private static byte[] Value(string name, int? rows, int columns)
    {
        var first = rows is { } fixedRows ? Message(Number(1, fixedRows)) : Message(Text(2, "rows"));
        var shape = Message(Nested(1, first), Nested(1, Message(Number(1, columns))));
        return Message(Text(1, name), Nested(2, Message(Nested(1, Message(Number(1, Float), Nested(2, shape))))));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Text(int field, string value) => Nested(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Nested(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
