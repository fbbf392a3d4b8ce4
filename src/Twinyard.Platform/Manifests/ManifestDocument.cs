using System.Text.Json;
using Twinyard.Platform.Results;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Platform.Manifests;

/// <summary>A YAML document (of which JSON is a subset) whose every value knows its place.</summary>
public static class ManifestDocument
{
    /// <summary>Largest document accepted, in characters.</summary>
    public const int MaximumLength = 1_000_000;

    /// <returns>The root mapping, or what is wrong with the text itself.</returns>
    public static Result<ManifestMap> Parse(string file, string text)
    {
        var problems = new ManifestProblems(file);
        if (text.Length > MaximumLength)
        {
            return Invalid(file, 1, 1, $"The file has {text.Length:N0} characters; at most {MaximumLength:N0} are read.");
        }

        var stream = new YamlStream();
        try
        {
            if (YamlBounds.Check(file, text) is { } beyond)
            {
                return InvalidError.FromProblems("manifest-invalid", [beyond]);
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return Invalid(file, (int)e.Start.Line, (int)e.Start.Column, $"This is not valid YAML: {e.InnerException?.Message ?? e.Message}");
        }

        if (stream.Documents.Count != 1)
        {
            return Invalid(file, 1, 1, stream.Documents.Count == 0 ? "The file is empty." : "The file holds more than one YAML document.");
        }

        return stream.Documents[0].RootNode is YamlMappingNode map
            ? new ManifestMap(map, "", problems)
            : Invalid(file, 1, 1, "The file must hold a mapping (key: value).");
    }

    /// <summary>A JSON object as a document. Its values know where in it they are, but no line.</summary>
    /// <exception cref="ArgumentException">It is no object, or a key is in it twice.</exception>
    public static ManifestMap Of(string file, JsonElement json) =>
        Node(json) is YamlMappingNode map ? new ManifestMap(map, "", new ManifestProblems(file)) : throw new ArgumentException($"An object is expected, and not {json.ValueKind}.", nameof(json));

    private static YamlNode Node(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new YamlMappingNode(json.EnumerateObject().Select(pair => KeyValuePair.Create((YamlNode)new YamlScalarNode(pair.Name), Node(pair.Value)))),
        JsonValueKind.Array => new YamlSequenceNode(json.EnumerateArray().Select(Node)),
        JsonValueKind.String => new YamlScalarNode(json.GetString()) { Style = ScalarStyle.DoubleQuoted },
        _ => new YamlScalarNode(json.GetRawText()) { Style = ScalarStyle.Plain },
    };

    private static InvalidError Invalid(string file, int line, int column, string message) =>
        InvalidError.FromProblems("manifest-invalid", [new Problem(file, line, column, "", message)]);
}
