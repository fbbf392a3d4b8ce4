using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Twinyard.Events.Patterns;

/// <summary>
/// JSON from outside that every reader understands alike: UTF-8, no key twice in one object, no half of a surrogate pair, at most
/// <see cref="MaximumDepth"/> levels.
/// </summary>
public static class StrictJson
{
    public const int MaximumDepth = 64;

    /// <param name="wrapped">Levels around what is asked about, which do not count.</param>
    /// <exception cref="JsonException">With line and byte, counted from 0, where the text is at fault.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, int wrapped = 0)
    {
        RequireText(utf8.Span, MaximumDepth + wrapped);
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MaximumDepth + wrapped });
    }

    /// <exception cref="JsonException">The text does not parse, or one of its strings is no text.</exception>
    public static void RequireText(ReadOnlySpan<byte> utf8, int depth = MaximumDepth)
    {
        var isUtf8 = Utf8.IsValid(utf8);
        if (isUtf8 && !utf8.Contains((byte)'\\'))
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = depth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && (reader.ValueIsEscaped || !isUtf8) && !IsText(ref reader))
            {
                throw new JsonException("A string holds half of a surrogate pair or bytes that are not UTF-8.", null, LineOf(utf8, reader.TokenStartIndex, out var at), at);
            }
        }
    }

    /// <summary>Where a part of the text begins, for people: <c>line 2, column 7</c>, counted from 1 in characters.</summary>
    /// <param name="part">A value or name of a document over <paramref name="whole"/>.</param>
    internal static string Position(JsonElement whole, ReadOnlySpan<byte> part)
    {
        var text = JsonMarshal.GetRawUtf8Value(whole);
        return text.Overlaps(part, out var offset) ? Position(text, offset) : "line 1, column 1";
    }

    internal static string Position(ReadOnlySpan<byte> text, int offset)
    {
        var line = LineOf(text, offset, out var column);
        return $"line {line + 1}, column {Encoding.UTF8.GetCharCount(text.Slice(offset - (int)column, (int)column)) + 1}";
    }

    /// <summary>The same from the parser's own line and byte.</summary>
    internal static string Position(string text, JsonException exception)
    {
        var lines = text.Split('\n');
        var line = (int)Math.Clamp(exception.LineNumber ?? 0, 0, lines.Length - 1);
        var bytes = Encoding.UTF8.GetBytes(lines[line]);
        var before = (int)Math.Clamp(exception.BytePositionInLine ?? 0, 0, bytes.Length);
        return $"line {line + 1}, column {Encoding.UTF8.GetCharCount(bytes, 0, before) + 1}";
    }

    /// <summary>The parser's sentence without its own way to say where.</summary>
    internal static string Reason(JsonException exception)
    {
        var at = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (at < 0 ? exception.Message : exception.Message[..at]).TrimEnd('.');
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static long LineOf(ReadOnlySpan<byte> text, long offset, out long column)
    {
        var before = text[..(int)offset];
        column = offset - (before.LastIndexOf((byte)'\n') + 1);
        return before.Count((byte)'\n');
    }
}
