namespace Twinyard.Twins.Notebooks;

/// <summary>
/// How deep HTML nests at most, without parsing it: parsers of HTML recurse over what they have read, and take quadratic time for it. Never less than a parser would find: elements that nobody closes count, also those of formatting, which a parser opens again within whatever
/// comes after.
/// </summary>
internal static class HtmlNesting
{
    public const int Deepest = 256;

    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase) { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr" };
    private static readonly HashSet<string> Formatting = new(StringComparer.OrdinalIgnoreCase) { "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u" };

    public static bool IsTooDeep(string html)
    {
        var open = new List<string>();
        var reopened = 0;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            var isEnd = html[at + 1] == '/';
            var name = Name(html, isEnd ? at + 2 : at + 1);
            if (name.Length == 0 || Void.Contains(name))
            {
                continue;
            }

            if (!isEnd)
            {
                open.Add(name);
            }
            else if (open.FindLastIndex(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var matching)
            {
                reopened += open.Skip(matching + 1).Count(Formatting.Contains);
                open.RemoveRange(matching, open.Count - matching);
            }

            if (open.Count + reopened > Deepest)
            {
                return true;
            }
        }

        return false;
    }

    private static string Name(string html, int at)
    {
        var end = at;
        while (end < html.Length && end - at < 32 && (char.IsAsciiLetterOrDigit(html[end]) || html[end] is '-' or ':'))
        {
            end++;
        }

        return end > at && char.IsAsciiLetter(html[at]) ? html[at..end] : "";
    }
}
