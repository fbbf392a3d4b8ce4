using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.WebConsole.Parts;

/// <summary>JSON laid out for reading.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonElement value) => JsonSerializer.Serialize(value, Readable);

    /// <summary>JSON that comes as text.</summary>
    public static string OfText(string json) => JsonNode.Parse(json) is { } value ? Of(value) : json;

    public static string Of(JsonNode value) => value.ToJsonString(Readable);
}
