using System.Globalization;
using System.Text;

namespace Twinyard.Access.Audit;

/// <summary>
/// Texts from outside, made safe to keep and to print: bounded, and what controls a terminal or the direction of writing is spelled out as <c>\u001b</c>, so that no
/// entry can pass for several or for another.
/// </summary>
internal static class AuditText
{
    public const int Longest = 500;

    private const int LongestEscape = 6;

    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.Length <= Longest && !NeedsEscape(text))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        for (var i = 0; i < text.Length; i++)
        {
            if (clean.Length > Longest - LongestEscape)
            {
                return clean.Append('…').ToString();
            }

            if (char.IsSurrogatePair(text, i))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else if (IsEscaped(text[i]))
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                clean.Append(text[i]);
            }
        }

        return clean.ToString();
    }

    private static bool NeedsEscape(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (IsEscaped(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEscaped(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
