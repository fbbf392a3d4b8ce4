using System.Text;
using System.Text.Json;

namespace Twinyard.Events.Patterns;

/// <summary>A value of an event that is neither object nor array.</summary>
/// <param name="kind"><c>String</c>, <c>Number</c>, <c>True</c>, <c>False</c> or <c>Null</c>.</param>
/// <param name="text">A string's text without escapes, or a number as it is written, in UTF-8.</param>
/// <param name="number">The value of a number.</param>
internal readonly ref struct LeafValue(JsonTokenType kind, ReadOnlySpan<byte> text, double number)
{
    private const int LongestTold = 200;

    public JsonTokenType Kind { get; } = kind;

    public ReadOnlySpan<byte> Text { get; } = text;

    public double Number { get; } = number;

    /// <summary>For explanations: long values are cut.</summary>
    public override string ToString() => Kind switch
    {
        JsonTokenType.String => $"\"{Cut(Encoding.UTF8.GetString(Text))}\"",
        JsonTokenType.Number => Cut(Encoding.UTF8.GetString(Text)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private static string Cut(string text) => text.Length <= LongestTold ? text : $"{text[..LongestTold]}…";
}
