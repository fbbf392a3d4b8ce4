using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Twinyard.Sdk;

internal static class SdkJson
{
    /// <summary>camelCase like the API, readable text, whole and real numbers kept apart.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new RealNumberConverter<double>(), new RealNumberConverter<float>() },
    };

    private static readonly JsonSerializerOptions RowOptions = new(Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>A row of a query, a dictionary, or an object's properties, by column; a null stays in its column.</summary>
    public static JsonObject Row(object row) =>
        JsonSerializer.SerializeToNode(row, row.GetType(), RowOptions) as JsonObject
            ?? throw new TwinyardException($"A row is a {row.GetType().Name}, which has no columns. Give rows of a query, dictionaries, or objects.");
}
