using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Access.Secrets.Masking;

/// <summary>Masks the texts in JSON, however they are escaped, and leaves it JSON: a number is covered only where it is a value as a whole, as a text.</summary>
public static class MaskedJson
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The same text where it has no value in it. What is not JSON is masked as any text.</returns>
    public static string Apply(string json, SecretMask mask)
    {
        // A value has one of its forms here, or is escaped in a way that nobody foresaw.
        if (!mask.Finds(json) && !json.Contains('\\', StringComparison.Ordinal))
        {
            return json;
        }

        try
        {
            var changed = false;
            var masked = Apply(JsonNode.Parse(json), mask, ref changed);
            return changed ? masked?.ToJsonString(Written) ?? "null" : json;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return mask.Apply(json);
        }
    }

    /// <returns>The same node where it has no value in it.</returns>
    public static JsonNode? Apply(JsonNode? node, SecretMask mask)
    {
        var changed = false;
        return Apply(node, mask, ref changed);
    }

    private static JsonNode? Apply(JsonNode? node, SecretMask mask, ref bool changed) => node switch
    {
        JsonObject map => Apply(map, mask, ref changed),
        JsonArray list => Apply(list, mask, ref changed),
        JsonValue value => Apply(value, mask, ref changed),
        _ => null,
    };

    private static JsonObject Apply(JsonObject map, SecretMask mask, ref bool changed)
    {
        var masked = new JsonObject();
        var any = false;
        foreach (var (name, value) in map)
        {
            var shown = mask.Apply(name);
            any |= !ReferenceEquals(shown, name);
            var inner = false;
            var after = Apply(value, mask, ref inner);
            any |= inner;
            masked[shown] = inner ? after : value?.DeepClone();
        }

        changed |= any;
        return any ? masked : map;
    }

    private static JsonArray Apply(JsonArray list, SecretMask mask, ref bool changed)
    {
        var masked = new JsonArray();
        var any = false;
        foreach (var value in list)
        {
            var inner = false;
            var after = Apply(value, mask, ref inner);
            any |= inner;
            masked.Add(inner ? after : value?.DeepClone());
        }

        changed |= any;
        return any ? masked : list;
    }

    private static JsonValue Apply(JsonValue value, SecretMask mask, ref bool changed)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                var masked = mask.Apply(text);
                changed |= !ReferenceEquals(masked, text);
                return ReferenceEquals(masked, text) ? value : JsonValue.Create(masked);
            case JsonValueKind.Number when mask.Is(value.ToJsonString()):
                changed = true;
                return JsonValue.Create(SecretMask.Cover);
            default:
                return value;
        }
    }
}
