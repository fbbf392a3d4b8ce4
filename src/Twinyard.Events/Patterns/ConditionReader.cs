using System.Globalization;
using System.Text;
using System.Text.Json;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Patterns;

/// <summary>One member of a field's list: a value to equal, or an object of one operator.</summary>
internal static class ConditionReader
{
    private static readonly string[] Operators =
        ["prefix", "suffix", "equals-ignore-case", "wildcard", "numeric", "cidr", "exists", "anything-but"];

    public static Result<PatternCondition> Read(JsonElement item, string path)
    {
        var text = item.GetRawText();
        switch (item.ValueKind)
        {
            case JsonValueKind.String:
                return new ExactTextCondition(text, Encoding.UTF8.GetBytes(TextOf(item)));
            case JsonValueKind.Number:
                return double.IsFinite(item.GetDouble())
                    ? new ExactNumberCondition(text, item.GetDouble())
                    : PatternError.At(path, $"{text} is beyond what a 64-bit floating point number holds");
            case JsonValueKind.True:
                return new LiteralCondition(text, JsonTokenType.True);
            case JsonValueKind.False:
                return new LiteralCondition(text, JsonTokenType.False);
            case JsonValueKind.Null:
                return new LiteralCondition(text, JsonTokenType.Null);
            case JsonValueKind.Object:
                break;
            default:
                return PatternError.At(path, "a list within a list is not allowed");
        }

        var members = item.EnumerateObject().Take(2).ToArray();
        return members.Length == 1
            ? Operator(members[0].Name, members[0].Value, text, path)
            : PatternError.At(path, members.Length == 0 ? "a match expression without an operator is not allowed" : "a match expression has one operator, and here are more");
    }

    private static Result<PatternCondition> Operator(string name, JsonElement value, string text, string path)
    {
        var at = $"{path}.{name}";
        return name switch
        {
            "exists" when value.ValueKind == JsonValueKind.True => new PresentCondition(text),
            "exists" when value.ValueKind == JsonValueKind.False => new AbsentCondition(text),
            "exists" => PatternError.At(at, "true or false is expected"),
            "numeric" => NumericReader.Read(value, text, at),
            "cidr" => Cidr(value, text, at),
            "anything-but" => AnythingBut(value, text, at),
            "prefix" or "suffix" or "equals-ignore-case" or "wildcard" => TextOperator(name, value, text, at),
            _ => PatternError.At(path, $"'{name}' is not an operator; there are {string.Join(", ", Operators)}.{Suggestion.For(name, Operators)}".TrimEnd('.')),
        };
    }

    private static Result<PatternCondition> TextOperator(string name, JsonElement value, string text, string at)
    {
        var ignoreCase = false;
        if (name is "prefix" or "suffix" && value.ValueKind == JsonValueKind.Object)
        {
            var members = value.EnumerateObject().Take(2).ToArray();
            if (members is not [{ Name: "equals-ignore-case" }])
            {
                return PatternError.At(at, "the only operator within is equals-ignore-case");
            }

            (value, ignoreCase) = (members[0].Value, true);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return PatternError.At(at, "a text is expected");
        }

        var wanted = TextOf(value);
        return (name, ignoreCase) switch
        {
            ("prefix", false) => new PrefixCondition(text, Encoding.UTF8.GetBytes(wanted)),
            ("prefix", true) => new IgnoreCaseCondition(text, wanted, TextPart.Start),
            ("suffix", false) => new SuffixCondition(text, Encoding.UTF8.GetBytes(wanted)),
            ("suffix", true) => new IgnoreCaseCondition(text, wanted, TextPart.End),
            ("wildcard", _) => Wildcard(wanted, text, at),
            _ => new IgnoreCaseCondition(text, wanted, TextPart.Whole),
        };
    }

    private static Result<PatternCondition> Wildcard(string pattern, string text, string at)
    {
        var parts = new List<byte[]>();
        var part = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                if (i + 1 == pattern.Length || pattern[i + 1] is not ('*' or '\\'))
                {
                    return PatternError.At(at, "a backslash stands only before * or another backslash");
                }

                part.Append(pattern[++i]);
            }
            else if (pattern[i] != '*')
            {
                part.Append(pattern[i]);
            }
            else if (i > 0 && part.Length == 0 && parts.Count > 0)
            {
                return PatternError.At(at, "two stars in a row are not allowed; one says the same");
            }
            else
            {
                parts.Add(Encoding.UTF8.GetBytes(part.ToString()));
                part.Clear();
            }
        }

        parts.Add(Encoding.UTF8.GetBytes(part.ToString()));
        return new WildcardCondition(text, [.. parts]);
    }

    private static Result<PatternCondition> Cidr(JsonElement value, string text, string at)
    {
        var parts = value.ValueKind == JsonValueKind.String ? TextOf(value).Split('/') : [];
        if (parts.Length != 2
            || CidrCondition.Parse(Encoding.UTF8.GetBytes(parts[0])) is not { } network
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return PatternError.At(at, "a network is expected, such as 10.0.0.0/24 or 2001:db8::/32");
        }

        var most = network.GetAddressBytes().Length * 8;
        return bits >= most
            ? PatternError.At(at, $"the mask must be below {most} bits; to match one address, write it as a text")
            : new CidrCondition(text, network, bits);
    }

    private static Result<PatternCondition> AnythingBut(JsonElement value, string text, string at)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var members = value.EnumerateObject().Take(2).ToArray();
            return members is [{ Name: "prefix" or "suffix" or "equals-ignore-case" or "wildcard" }]
                ? Excluding(members[0].Value, text, $"{at}.{members[0].Name}", (item, path) => TextOperator(members[0].Name, item, text, path))
                : PatternError.At(at, "the operators within are prefix, suffix, equals-ignore-case and wildcard, one of them");
        }

        return Excluding(value, text, at, (item, path) =>
            item.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Read(item, path) : PatternError.At(path, "a text or a number is expected"));
    }

    private static Result<PatternCondition> Excluding(
        JsonElement value, string text, string at, Func<JsonElement, string, Result<PatternCondition>> read)
    {
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        if (items.Length == 0)
        {
            return PatternError.At(at, "an empty list excludes nothing");
        }

        if (items.Any(item => item.ValueKind != items[0].ValueKind))
        {
            return PatternError.At(at, "the list must hold only texts or only numbers");
        }

        var excluded = new List<PatternCondition>();
        foreach (var item in items)
        {
            var condition = read(item, at);
            if (!condition.IsOk)
            {
                return condition.Error;
            }

            excluded.Add(condition.Value);
        }

        return new AnythingButCondition(text, [.. excluded]);
    }

    private static string TextOf(JsonElement element) => element.GetString() ?? "";
}
