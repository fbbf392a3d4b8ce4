namespace Twinyard.Sdk.Training.Onnx;

/// <summary>
/// The part of ONNX that the exporter writes, with the field numbers of <c>onnx/onnx-ml.proto</c> in github.com/onnx/onnx
/// (IR version 8).
/// </summary>
internal static class OnnxSchema
{
    public const long IrVersion = 8;
    private const int Float = 1; // TensorProto.DataType.FLOAT

    public static ProtoMessage Model(ProtoMessage graph, string producer, params (string Domain, long Version)[] operatorSets)
    {
        var model = new ProtoMessage().Add(1, IrVersion).Add(2, producer).Add(7, graph);
        foreach (var (domain, version) in operatorSets)
        {
            model.Add(8, new ProtoMessage().Add(1, domain).Add(2, version));
        }

        return model;
    }

    public static ProtoMessage Graph(string name, ProtoMessage node, ProtoMessage input, ProtoMessage output) =>
        new ProtoMessage().Add(1, node).Add(2, name).Add(11, input).Add(12, output);

    public static ProtoMessage Node(string operation, string domain, string input, string output, IEnumerable<ProtoMessage> attributes)
    {
        var node = new ProtoMessage().Add(1, input).Add(2, output).Add(3, operation).Add(4, operation).Add(7, domain);
        foreach (var attribute in attributes)
        {
            node.Add(5, attribute);
        }

        return node;
    }

    /// <summary>A float matrix of any number of rows.</summary>
    public static ProtoMessage Matrix(string name, int columns)
    {
        var shape = new ProtoMessage().Add(1, new ProtoMessage().Add(2, "rows")).Add(1, new ProtoMessage().Add(1, columns));
        var tensor = new ProtoMessage().Add(1, Float).Add(2, shape);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor));
    }

    // The last field is AttributeProto.AttributeType: INT = 2, STRING = 3, FLOATS = 6, INTS = 7, STRINGS = 8.
    public static ProtoMessage Attribute(string name, long value) => new ProtoMessage().Add(1, name).Add(3, value).Add(20, 2);

    public static ProtoMessage Attribute(string name, string value) => new ProtoMessage().Add(1, name).Add(4, value).Add(20, 3);

    public static ProtoMessage Attribute(string name, IReadOnlyCollection<float> values) => new ProtoMessage().Add(1, name).AddPacked(7, values).Add(20, 6);

    public static ProtoMessage Attribute(string name, IReadOnlyCollection<long> values) => new ProtoMessage().Add(1, name).AddPacked(8, values).Add(20, 7);

    public static ProtoMessage Attribute(string name, IReadOnlyCollection<string> values)
    {
        var attribute = new ProtoMessage().Add(1, name);
        foreach (var value in values)
        {
            attribute.Add(9, value);
        }

        return attribute.Add(20, 8);
    }
}
