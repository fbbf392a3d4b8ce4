using System.Text;
using System.Text.Json;

namespace Twinyard.Events.Patterns;

internal sealed class PrefixCondition(string text, byte[] prefix) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) => value.Kind == JsonTokenType.String && value.Text.StartsWith(prefix);
}

internal sealed class SuffixCondition(string text, byte[] suffix) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) => value.Kind == JsonTokenType.String && value.Text.EndsWith(suffix);
}

/// <summary>Where in the text the wanted part must stand.</summary>
internal enum TextPart
{
    Whole,
    Start,
    End,
}

/// <summary>Upper and lower case are the same, by Unicode's simple case mapping.</summary>
internal sealed class IgnoreCaseCondition(string text, string wanted, TextPart part) : PatternCondition(text)
{
    private readonly byte[]? _ascii = Ascii.IsValid(wanted) ? Encoding.ASCII.GetBytes(wanted) : null;

    public override bool Matches(in LeafValue value)
    {
        if (value.Kind != JsonTokenType.String)
        {
            return false;
        }

        // Outside ASCII the two cases of a letter may differ in length and even in being ASCII, so only pure ASCII is compared as bytes.
        if (_ascii is { } ascii && Ascii.IsValid(value.Text))
        {
            return part switch
            {
                TextPart.Whole => Ascii.EqualsIgnoreCase(value.Text, ascii),
                TextPart.Start => value.Text.Length >= ascii.Length && Ascii.EqualsIgnoreCase(value.Text[..ascii.Length], ascii),
                _ => value.Text.Length >= ascii.Length && Ascii.EqualsIgnoreCase(value.Text[^ascii.Length..], ascii),
            };
        }

        var decoded = Encoding.UTF8.GetString(value.Text);
        return part switch
        {
            TextPart.Whole => decoded.Equals(wanted, StringComparison.OrdinalIgnoreCase),
            TextPart.Start => decoded.StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
            _ => decoded.EndsWith(wanted, StringComparison.OrdinalIgnoreCase),
        };
    }
}

/// <summary>
/// Literal parts with any text between them. Taking each part at its first place is enough, as what stands between is free; the
/// first part is bound to the start and the last to the end.
/// </summary>
internal sealed class WildcardCondition(string text, byte[][] parts) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value)
    {
        if (value.Kind != JsonTokenType.String)
        {
            return false;
        }

        var rest = value.Text;
        if (parts.Length == 1)
        {
            return rest.SequenceEqual(parts[0]);
        }

        if (rest.Length < parts[0].Length + parts[^1].Length || !rest.StartsWith(parts[0]) || !rest.EndsWith(parts[^1]))
        {
            return false;
        }

        rest = rest[parts[0].Length..^parts[^1].Length];
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var at = rest.IndexOf(part);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}
