using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Manifests;

/// <summary>
/// A text with references in it. One that is a reference and nothing else stands for the value itself, of whatever type; a reference among
/// other text is written into it, values that are no text as JSON, and null as nothing.
/// </summary>
internal sealed class StepTemplate
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Open = "${{";
    private const string Close = "}}";

    // In their order; each is a text or a reference.
    private readonly IReadOnlyList<(string? Text, StepReference? Reference)> _parts;

    private StepTemplate(IReadOnlyList<(string? Text, StepReference? Reference)> parts) => _parts = parts;

    public IEnumerable<StepReference> References => _parts.Select(part => part.Reference).OfType<StepReference>();

    /// <summary>Whether it is one reference and nothing else.</summary>
    public bool IsReference => _parts is [{ Reference: not null }];

    public static Result<StepTemplate> Parse(string text)
    {
        var parts = new List<(string? Text, StepReference? Reference)>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf(Open, at, StringComparison.Ordinal);
            if (open < 0)
            {
                parts.Add((text[at..], null));
                break;
            }

            var close = text.IndexOf(Close, open, StringComparison.Ordinal);
            if (close < 0)
            {
                return new InvalidError("step-reference-open", "A reference that begins with ${{ has no }} at its end.", "Close it.");
            }

            if (open > at)
            {
                parts.Add((text[at..open], null));
            }

            var reference = StepReference.Parse(text[(open + Open.Length)..close]);
            if (!reference.IsOk)
            {
                return reference.Error;
            }

            parts.Add((null, reference.Value));
            at = close + Close.Length;
        }

        return new StepTemplate(parts);
    }

    public Result<JsonNode?> Resolve(StepValues values)
    {
        if (IsReference)
        {
            return _parts[0].Reference!.Resolve(values).Map(value => value?.DeepClone()); // IsReference has said that it is one
        }

        var text = new StringBuilder();
        foreach (var (literal, reference) in _parts)
        {
            text.Append(literal);
            if (reference is not null)
            {
                var value = reference.Resolve(values);
                if (!value.IsOk)
                {
                    return value.Error;
                }

                text.Append(Written(value.Value));
            }
        }

        return Result<JsonNode?>.Ok(JsonValue.Create(text.ToString()));
    }

    /// <summary>Resolves every text in a value of a manifest.</summary>
    public static Result<JsonNode?> Resolve(JsonNode? value, StepValues values)
    {
        switch (value)
        {
            case JsonObject members:
                var resolved = new JsonObject();
                foreach (var (name, member) in members)
                {
                    var one = Resolve(member, values);
                    if (!one.IsOk)
                    {
                        return one;
                    }

                    resolved[name] = one.Value;
                }

                return resolved;
            case JsonArray items:
                var list = new JsonArray();
                foreach (var item in items)
                {
                    var one = Resolve(item, values);
                    if (!one.IsOk)
                    {
                        return one;
                    }

                    list.Add(one.Value);
                }

                return list;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                var template = Parse(text.GetValue<string>());
                return template.IsOk ? template.Value.Resolve(values) : template.Error;
            default:
                return Result<JsonNode?>.Ok(value?.DeepClone());
        }
    }

    private static string Written(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(Json),
    };
}
