using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Twinyard.Events.Tests.Patterns;

/// <summary>
/// The language's meaning written down as plainly as possible, to check the real matcher with: every choice of one value a field is
/// tried, and values of different elements of one array may not be chosen together.
/// </summary>
internal static class NaiveMatcher
{
    private static readonly string[] Reserved = ["exactly", "prefix", "suffix", "equals-ignore-case", "wildcard", "numeric", "cidr", "exists", "anything-but"];

    public static bool Matches(JsonElement pattern, JsonElement envelope)
    {
        var leaves = new List<Leaf>();
        Flatten(null, envelope, [], new int[1], leaves);
        return Alternatives(null, pattern).Any(fields => Choose(fields, leaves, []));
    }

    private static IEnumerable<List<(string Path, JsonElement[] Conditions)>> Alternatives(string? path, JsonElement pattern)
    {
        IEnumerable<List<(string, JsonElement[])>> all = [[]];
        foreach (var member in pattern.EnumerateObject())
        {
            var key = path is null ? member.Name : $"{path}.{member.Name}";
            var these = IsOr(member) ? member.Value.EnumerateArray().SelectMany(item => Alternatives(path, item))
                : member.Value.ValueKind == JsonValueKind.Object ? Alternatives(key, member.Value)
                : [[(key, member.Value.EnumerateArray().ToArray())]];
            all = all.SelectMany(left => these.Select(right => left.Concat(right).ToList()));
        }

        return all;
    }

    private static bool IsOr(JsonProperty member) =>
        member is { Name: "$or", Value.ValueKind: JsonValueKind.Array }
        && member.Value.GetArrayLength() >= 2
        && member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object && item.EnumerateObject().All(inner => !Reserved.Contains(inner.Name)));

    private static bool Choose(List<(string Path, JsonElement[] Conditions)> fields, List<Leaf> leaves, List<Leaf> chosen)
    {
        if (fields.Count == 0)
        {
            return true;
        }

        var (path, conditions) = fields[0];
        var rest = fields[1..];
        var here = leaves.Where(leaf => leaf.Path == path).ToArray();
        if (here.Length == 0)
        {
            return conditions.Any(condition => Operator(condition, "exists") is { ValueKind: JsonValueKind.False }) && Choose(rest, leaves, chosen);
        }

        return here.Any(leaf => conditions.Any(condition => Holds(condition, leaf.Value)) && chosen.All(leaf.FitsWith) && Choose(rest, leaves, [.. chosen, leaf]));
    }

    private static bool Holds(JsonElement condition, JsonElement value)
    {
        if (condition.ValueKind != JsonValueKind.Object)
        {
            return Same(condition, value);
        }

        var (name, wanted) = condition.EnumerateObject().Select(member => (member.Name, member.Value)).Single();
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return name switch
        {
            "exists" => wanted.GetBoolean(),
            "anything-but" => wanted.ValueKind switch
            {
                JsonValueKind.Array => !wanted.EnumerateArray().Any(item => Same(item, value)),
                JsonValueKind.Object => !Excluded(wanted.EnumerateObject().Single(), value),
                _ => !Same(wanted, value),
            },
            "numeric" => value.ValueKind == JsonValueKind.Number && Numeric([.. wanted.EnumerateArray()], value.GetDouble()),
            "prefix" => text is not null && (wanted.ValueKind == JsonValueKind.Object
                ? text.StartsWith(wanted.GetProperty("equals-ignore-case").GetString()!, StringComparison.OrdinalIgnoreCase)
                : text.StartsWith(wanted.GetString()!, StringComparison.Ordinal)),
            "suffix" => text is not null && (wanted.ValueKind == JsonValueKind.Object
                ? text.EndsWith(wanted.GetProperty("equals-ignore-case").GetString()!, StringComparison.OrdinalIgnoreCase)
                : text.EndsWith(wanted.GetString()!, StringComparison.Ordinal)),
            "equals-ignore-case" => text is not null && text.Equals(wanted.GetString(), StringComparison.OrdinalIgnoreCase),
            "wildcard" => text is not null && Wildcard(wanted.GetString()!, text),
            "cidr" => text is not null && Address(text) is { } address && IsInNetwork(address, wanted.GetString()!.Split('/')),
            _ => throw new InvalidOperationException(name),
        };
    }

    // The operators inside anything-but take a text or a list of texts.
    private static bool Excluded(JsonProperty condition, JsonElement value) =>
        (condition.Value.ValueKind == JsonValueKind.Array ? [.. condition.Value.EnumerateArray()] : new[] { condition.Value })
            .Any(one => Holds(Json($"{{\"{condition.Name}\": {one.GetRawText()}}}"), value));

    private static bool Wildcard(string pattern, string text) => pattern switch
    {
        "" => text.Length == 0,
        ['*', ..] => Enumerable.Range(0, text.Length + 1).Any(taken => Wildcard(pattern[1..], text[taken..])),
        ['\\', var literal, ..] => text.StartsWith(literal) && Wildcard(pattern[2..], text[1..]),
        _ => text.StartsWith(pattern[0]) && Wildcard(pattern[1..], text[1..]),
    };

    private static bool IsInNetwork(byte[] address, string[] network) =>
        Address(network[0]) is { } start && start.Length == address.Length
        && Bits(address).Take(int.Parse(network[1], CultureInfo.InvariantCulture)).SequenceEqual(Bits(start).Take(int.Parse(network[1], CultureInfo.InvariantCulture)));

    private static byte[]? Address(string text) =>
        Regex.IsMatch(text, @"^((0|[1-9]\d{0,2})\.){3}(0|[1-9]\d{0,2})\z") || Regex.IsMatch(text, @"^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\z")
            ? IPAddress.TryParse(text, out var address) ? address.GetAddressBytes() : null
            : null;

    private static IEnumerable<bool> Bits(byte[] bytes) => bytes.SelectMany(b => Enumerable.Range(0, 8).Select(i => (b & (128 >> i)) != 0));

    private static bool Numeric(JsonElement[] items, double value) => Enumerable.Range(0, items.Length / 2).All(i =>
    {
        var bound = items[(2 * i) + 1].GetDouble();
        return items[2 * i].GetString() switch
        {
            "=" => value == bound,
            "<" => value < bound,
            "<=" => value <= bound,
            ">" => value > bound,
            _ => value >= bound,
        };
    });

    private static bool Same(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.String => a.GetString() == b.GetString(),
        JsonValueKind.Number => a.GetDouble() == b.GetDouble(),
        _ => true,
    };

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static JsonElement? Operator(JsonElement condition, string name) =>
        condition.ValueKind == JsonValueKind.Object && condition.TryGetProperty(name, out var value) ? value : null;

    private static void Flatten(string? path, JsonElement value, (int Array, int Element)[] within, int[] arrays, List<Leaf> leaves)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Flatten(path is null ? member.Name : $"{path}.{member.Name}", member.Value, within, arrays, leaves);
                }

                break;
            case JsonValueKind.Array:
                var array = arrays[0]++;
                var element = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Flatten(path, item, item.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? [.. within, (array, element)] : within, arrays, leaves);
                    element++;
                }

                break;
            default:
                leaves.Add(new Leaf(path ?? "", value, within));
                break;
        }
    }

    private sealed record Leaf(string Path, JsonElement Value, (int Array, int Element)[] Within)
    {
        public bool FitsWith(Leaf other) => !Within.Any(a => other.Within.Any(b => a.Array == b.Array && a.Element != b.Element));
    }
}
