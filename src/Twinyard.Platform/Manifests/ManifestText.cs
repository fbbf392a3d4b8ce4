using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Platform.Manifests;

/// <summary>Writes JSON as the YAML of a declaration: what <see cref="ManifestDocument"/> reads as the same values.</summary>
public static partial class ManifestText
{
    private static readonly HashSet<string> Words = new(["null", "true", "false", "yes", "no", "on", "off", "~", "y", "n"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Members without a value, and empty lists and maps, are left out: they say nothing in a declaration.</summary>
    public static string Of(JsonObject root)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(Map(root))).Save(text, assignAnchors: false);
        // The mark of a document's end, which stands for nothing in a file with one document.
        var yaml = text.ToString().ReplaceLineEndings("\n");
        return yaml.EndsWith("...\n", StringComparison.Ordinal) ? yaml[..^4] : yaml;
    }

    private static YamlMappingNode Map(JsonObject map) => new(map.Where(member => !IsEmpty(member.Value)).Select(member => KeyValuePair.Create(Scalar(member.Key), Node(member.Value))));

    private static YamlNode Node(JsonNode? value) => value switch
    {
        JsonObject map => Map(map),
        JsonArray list => new YamlSequenceNode(list.Select(Node)),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Scalar(text.GetValue<string>()),
        _ => new YamlScalarNode(value?.ToJsonString() ?? "null"),
    };

    private static bool IsEmpty(JsonNode? value) => value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 };

    private static YamlNode Scalar(string text) => new YamlScalarNode(text) { Style = PlainText().IsMatch(text) && !Words.Contains(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted };

    // Beginning with a letter, so that it is no number, and without what means something in YAML.
    [GeneratedRegex(@"\A[A-Za-z](?:[A-Za-z0-9_./@-]|[ ](?=[A-Za-z0-9_(])|:(?=[A-Za-z*])|[(),](?=.))*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();
}
