using System.Text;
using System.Text.Json;

namespace Twinyard.WebConsole.Parts;

/// <summary>Where a text stops being JSON, as a person counts: lines and columns from 1.</summary>
internal static class JsonPlace
{
    /// <returns>Null for JSON.</returns>
    public static string? FirstProblem(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "nothing is there yet";
        }

        try
        {
            JsonDocument.Parse(text).Dispose();
            return null;
        }
        catch (JsonException e)
        {
            var (line, bytes) = ((int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0));
            return $"line {line + 1}, column {Column(text, line, bytes)}: {Reason(e.Message)}";
        }
    }

    private static int Column(string text, int line, int bytes)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.Split('\n').ElementAtOrDefault(line) ?? "");
        return Encoding.UTF8.GetCharCount(utf8.AsSpan(0, Math.Min(bytes, utf8.Length))) + 1;
    }

    // The reader's message ends with the place in its own words.
    private static string Reason(string message) => message.Split(" LineNumber:", 2)[0].TrimEnd('.', ' ');
}
