using System.Runtime.InteropServices;
using System.Text.Json;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Patterns;

/// <summary>
/// From JSON to alternatives of fields: nested and dotted keys become paths, and <c>$or</c> is multiplied out. The grammar is that of
/// aws/event-ruler, and what that rejects is rejected here.
/// </summary>
internal sealed class PatternReader
{
    private const string Or = "$or";

    private static readonly string[] Reserved =
        ["exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "numeric", "exists", "wildcard", "cidr"];

    private JsonElement _root;
    private InvalidError? _error;

    /// <summary>The pattern must have passed <see cref="StrictJson.RequireText"/>.</summary>
    public PatternField[][] Read(JsonElement pattern, out InvalidError? error)
    {
        _root = pattern;
        var alternatives = pattern.ValueKind == JsonValueKind.Object
            ? Alternatives(pattern, null)
            : Fail("", $"it must be an object, and is {Kind(pattern)}", pattern);
        error = _error;
        return [.. alternatives.Select(fields => fields.ToArray())];
    }

    /// <param name="path">Null for the whole pattern; a key may be empty.</param>
    private List<List<PatternField>> Alternatives(JsonElement element, string? path)
    {
        var alternatives = new List<List<PatternField>> { new() };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var any = false;
        foreach (var member in element.EnumerateObject())
        {
            any = true;
            var key = path is null ? member.Name : $"{path}.{member.Name}";
            var these = IsOr(member) ? EitherOf(member.Value, path) : Member(member.Value, key);
            if (_error is not null)
            {
                return [];
            }

            // Within a $or the same path may stand in several ways; side by side it would be ambiguous which is meant.
            var twice = IsOr(member) ? (seen.Add(Or) ? null : key) : these[0].Find(field => !seen.Add(field.Path))?.Path;
            if (twice is not null)
            {
                return Fail(twice, "this field is given twice", JsonMarshal.GetRawUtf8PropertyName(member));
            }

            alternatives = Multiply(alternatives, these, member.Value);
            if (_error is not null)
            {
                return [];
            }
        }

        return any ? alternatives : Fail(path ?? "", "an object without fields is not allowed, as nothing is asked there", element);
    }

    private List<List<PatternField>> Member(JsonElement value, string key)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return Alternatives(value, key);
            case JsonValueKind.Array:
                var conditions = new List<PatternCondition>();
                foreach (var item in value.EnumerateArray())
                {
                    var condition = ConditionReader.Read(item, $"{key}[{conditions.Count}]");
                    if (!condition.IsOk)
                    {
                        _error = PatternError.Placed((InvalidError)condition.Error, Position(item)); // the reader knows no other
                        return [];
                    }

                    conditions.Add(condition.Value);
                }

                return conditions.Count == 0
                    ? Fail(key, "an empty list matches nothing", value)
                    : [[new PatternField(key, [.. conditions])]];
            default:
                return Fail(key, $"a list of what to match is expected, such as [{value.GetRawText()}], and not {Kind(value)}", value);
        }
    }

    private List<List<PatternField>> EitherOf(JsonElement list, string? path)
    {
        var all = new List<List<PatternField>>();
        foreach (var item in list.EnumerateArray())
        {
            all.AddRange(Alternatives(item, path));
            if (_error is not null)
            {
                return [];
            }

            if (all.Count > EventPattern.MaximumAlternatives)
            {
                return TooMany(list);
            }
        }

        return all;
    }

    private List<List<PatternField>> Multiply(List<List<PatternField>> left, List<List<PatternField>> right, JsonElement of)
    {
        if ((long)left.Count * right.Count > EventPattern.MaximumAlternatives)
        {
            return TooMany(of);
        }

        var product = new List<List<PatternField>>(left.Count * right.Count);
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                if (a.Count + b.Count > EventPattern.MaximumFields)
                {
                    return Fail("", $"it asks for more than {EventPattern.MaximumFields} fields", of);
                }

                product.Add([.. a, .. b]);
            }
        }

        return product;
    }

    // A field may be named $or, as in events of other systems; only this shape makes it the operator.
    private static bool IsOr(JsonProperty member) =>
        member.Name == Or
        && member.Value.ValueKind == JsonValueKind.Array
        && member.Value.GetArrayLength() >= 2
        && member.Value.EnumerateArray().All(item =>
            item.ValueKind == JsonValueKind.Object && !item.EnumerateObject().Any(inner => Reserved.Contains(inner.Name, StringComparer.Ordinal)));

    private List<List<PatternField>> TooMany(JsonElement at) => Fail(Or, $"the combinations of $or are more than {EventPattern.MaximumAlternatives}", at);

    private List<List<PatternField>> Fail(string path, string problem, JsonElement at)
    {
        _error ??= PatternError.Placed(PatternError.At(path, problem), Position(at));
        return [];
    }

    private List<List<PatternField>> Fail(string path, string problem, ReadOnlySpan<byte> at)
    {
        _error ??= PatternError.Placed(PatternError.At(path, problem), StrictJson.Position(_root, at));
        return [];
    }

    private string Position(JsonElement at) => at.ValueKind == JsonValueKind.Undefined ? "line 1, column 1" : StrictJson.Position(_root, JsonMarshal.GetRawUtf8Value(at));

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Undefined => "missing",
        _ => element.GetRawText(),
    };
}
