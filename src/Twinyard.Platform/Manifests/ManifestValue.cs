using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Platform.Manifests;

/// <summary>A value of a document: scalar, list or mapping, with its place.</summary>
public sealed class ManifestValue
{
    private readonly YamlNode _node;
    private readonly ManifestProblems _problems;

    internal ManifestValue(YamlNode node, string path, ManifestProblems problems)
    {
        _node = node;
        Path = path;
        _problems = problems;
    }

    public string Path { get; }

    public int Line => (int)_node.Start.Line;

    public bool IsList => _node is YamlSequenceNode;

    public bool IsMap => _node is YamlMappingNode;

    public void Report(string message) => _problems.Add(Line, (int)_node.Start.Column, Path, message);

    public Results.Problem Place(string message) => new(_problems.File, Line, (int)_node.Start.Column, Path, message);

    /// <summary>The scalar's text; a list or mapping here is reported and gives null.</summary>
    public string? AsText()
    {
        if (_node is YamlScalarNode scalar)
        {
            return scalar.Value ?? "";
        }

        Report("A single value is expected here.");
        return null;
    }

    public ManifestMap? AsMap()
    {
        if (_node is YamlMappingNode map)
        {
            return new ManifestMap(map, Path, _problems);
        }

        Report("A mapping (key: value) is expected here.");
        return null;
    }

    public IReadOnlyList<ManifestValue> AsList()
    {
        if (_node is YamlSequenceNode list)
        {
            return [.. list.Children.Select((node, i) => new ManifestValue(node, $"{Path}[{i}]", _problems))];
        }

        Report("A list is expected here.");
        return [];
    }

    public IReadOnlyList<string> AsTexts() => _node is YamlSequenceNode
        ? [.. AsList().Select(item => item.AsText()).OfType<string>()]
        : AsText() is { } text ? [text] : [];

    /// <summary>The value as JSON. Plain scalars become null, booleans and numbers as in YAML's core schema; quoted ones stay texts.</summary>
    public JsonNode? AsJson() => ToJson(_node);

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value ?? "", ToJson(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => PlainScalar(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
        _ => null,
    };

    private static JsonNode? PlainScalar(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when LooksNumeric(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static bool LooksNumeric(string text) => char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.';
}
