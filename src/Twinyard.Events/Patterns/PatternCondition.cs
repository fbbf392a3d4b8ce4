using System.Text.Json;

namespace Twinyard.Events.Patterns;

/// <summary>What a pattern asks of one value.</summary>
/// <param name="text">As JSON, for explanations.</param>
internal abstract class PatternCondition(string text)
{
    public string Text { get; } = text;

    public abstract bool Matches(in LeafValue value);

    public override string ToString() => Text;
}

internal sealed class ExactTextCondition(string text, byte[] wanted) : PatternCondition(text)
{
    public byte[] Wanted => wanted;

    public override bool Matches(in LeafValue value) => value.Kind == JsonTokenType.String && value.Text.SequenceEqual(wanted);
}

/// <summary>Numbers compare by value, as 64-bit floating point: 300, 300.0 and 3.0e2 are equal.</summary>
internal sealed class ExactNumberCondition(string text, double wanted) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) => value.Kind == JsonTokenType.Number && value.Number == wanted;
}

internal sealed class LiteralCondition(string text, JsonTokenType wanted) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) => value.Kind == wanted;
}

internal sealed class NumericCondition(string text, double low, bool lowIncluded, double high, bool highIncluded) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) =>
        value.Kind == JsonTokenType.Number
        && (lowIncluded ? value.Number >= low : value.Number > low)
        && (highIncluded ? value.Number <= high : value.Number < high);
}

/// <summary>Any value will do: <c>exists: true</c>.</summary>
internal sealed class PresentCondition(string text) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) => true;
}

/// <summary>No value at all: <c>exists: false</c>. Decided by the field, since there is no value to ask.</summary>
internal sealed class AbsentCondition(string text) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value) => false;
}

/// <summary><c>anything-but</c>: a value is there, of whatever kind, and none of these matches it.</summary>
internal sealed class AnythingButCondition(string text, PatternCondition[] excluded) : PatternCondition(text)
{
    public override bool Matches(in LeafValue value)
    {
        foreach (var condition in excluded)
        {
            if (condition.Matches(value))
            {
                return false;
            }
        }

        return true;
    }
}
