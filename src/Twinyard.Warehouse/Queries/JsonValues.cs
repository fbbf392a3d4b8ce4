using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Warehouse.Queries;

/// <summary>Values of a query as JSON and back.</summary>
internal static class JsonValues
{
    /// <summary>NaN and the infinities have no JSON; they become null.</summary>
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        long whole => JsonValue.Create(whole),
        double real => double.IsFinite(real) ? JsonValue.Create(real) : null,
        decimal exact => JsonValue.Create(exact),
        DateTime time => JsonValue.Create(Text(time)),
        string text => JsonValue.Create(text),
        IReadOnlyDictionary<string, object?> map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, ToJson(pair.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(ToJson)]),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    /// <summary>A query's parameter. Arrays and objects are passed as their JSON text.</summary>
    public static object? FromJson(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number => node.AsValue().TryGetValue<long>(out var whole) ? whole : node.GetValue<double>(),
        _ => node.ToJsonString(),
    };

    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
