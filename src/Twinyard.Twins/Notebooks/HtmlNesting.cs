using System.Buffers;

namespace Twinyard.Twins.Notebooks;

/// <summary>
/// Whether HTML nests so deeply that reading it could fill the stack, which cannot be caught, without reading it as a parser does. It errs on the safe side: an element is closed only by an end tag that follows it before any other is left open, as all that
/// parsers do besides (what is closed with an outer element, opened again, or ignored) depends on the rest of the page. Comments, values of attributes and texts in which tags are none are passed over as HTML says (section 13.2.5); where something in the page changes these rules,
/// nothing is passed over and nothing closed.
/// </summary>
internal static class HtmlNesting
{
    public const int Deepest = 256;

    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase) { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr" };
    private static readonly HashSet<string> OfText = new(StringComparer.OrdinalIgnoreCase) { "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes" };
    private static readonly string[] Changing = ["<svg", "<math", "<select", "<script", "<frameset", "<plaintext", "<template", "<![CDATA["];
    private static readonly SearchValues<char> AfterName = SearchValues.Create("\t\n\f\r />");

    public static bool IsTooDeep(string html)
    {
        var isPlain = !Array.Exists(Changing, piece => html.Contains(piece, StringComparison.OrdinalIgnoreCase));
        var open = new Stack<string>();
        for (var at = Next(html, 0); at >= 0; at = Next(html, at))
        {
            if (isPlain && Passed(html, at) is { } passed)
            {
                at = passed;
                continue;
            }

            var isEnd = at + 1 < html.Length && html[at + 1] == '/';
            var name = Name(html, isEnd ? at + 2 : at + 1);
            at = name.Length > 0 && isPlain ? TagEnd(html, at + name.Length + (isEnd ? 2 : 1)) : at + 1;
            if (name.Length == 0 || Void.Contains(name))
            {
                continue;
            }

            if (!isEnd)
            {
                open.Push(name);
                at = isPlain && OfText.Contains(name) ? TextEnd(html, at, name) : at;
            }
            else if (isPlain && open.TryPeek(out var last) && string.Equals(last, name, StringComparison.OrdinalIgnoreCase))
            {
                open.Pop();
            }

            if (open.Count > Deepest)
            {
                return true;
            }
        }

        return false;
    }

    private static int Next(string html, int from) => from < html.Length ? html.IndexOf('<', from) : -1;

    /// <summary>Behind a comment, or what counts as one.</summary>
    /// <returns>Null where there is none.</returns>
    private static int? Passed(string html, int at)
    {
        var rest = html.AsSpan(at);
        if (rest.StartsWith("<!-->", StringComparison.Ordinal) || rest.StartsWith("<!--->", StringComparison.Ordinal))
        {
            return html.IndexOf('>', at) + 1;
        }

        if (rest.StartsWith("<!--", StringComparison.Ordinal))
        {
            var (end, bang) = (rest[4..].IndexOf("-->"), rest[4..].IndexOf("--!>"));
            return end < 0 && bang < 0 ? html.Length : bang < 0 || (end >= 0 && end < bang) ? at + 4 + end + 3 : at + 4 + bang + 4;
        }

        return rest.Length > 1 && (rest[1] is '!' or '?' || (rest.Length > 2 && rest[1] == '/' && !char.IsAsciiLetter(rest[2])))
            ? html.IndexOf('>', at) is >= 0 and var close ? close + 1 : html.Length
            : null;
    }

    private static string Name(string html, int at)
    {
        if (at >= html.Length || !char.IsAsciiLetter(html[at]))
        {
            return "";
        }

        var length = html.AsSpan(at).IndexOfAny(AfterName);
        return length < 0 ? html[at..] : html.Substring(at, length);
    }

    /// <summary>Behind the tag whose name ends there: a <c>&gt;</c> in a quoted value does not end it.</summary>
    private static int TagEnd(string html, int at)
    {
        var part = TagPart.BeforeName;
        for (; at < html.Length; at++)
        {
            var read = html[at];
            if (read == '>')
            {
                return at + 1;
            }

            if (part == TagPart.BeforeValue && (read is '"' or '\''))
            {
                at = html.IndexOf(read, at + 1);
                if (at < 0)
                {
                    return html.Length;
                }

                part = TagPart.BeforeName;
                continue;
            }

            part = (part, read) switch
            {
                (TagPart.Value, ' ' or '\t' or '\n' or '\f' or '\r') => TagPart.BeforeName,
                (TagPart.Value, _) => TagPart.Value,
                (TagPart.Name, ' ' or '\t' or '\n' or '\f' or '\r') => TagPart.AfterName,
                (_, ' ' or '\t' or '\n' or '\f' or '\r') => part,
                (TagPart.BeforeValue, _) => TagPart.Value,
                (_, '/') => TagPart.BeforeName,
                (TagPart.Name or TagPart.AfterName, '=') => TagPart.BeforeValue,
                _ => TagPart.Name,
            };
        }

        return html.Length;
    }

    /// <summary>At the end tag of a text in which other tags are none.</summary>
    private static int TextEnd(string html, int at, string name)
    {
        for (var end = html.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase); end >= 0; end = html.IndexOf($"</{name}", end + 2, StringComparison.OrdinalIgnoreCase))
        {
            if (end + 2 + name.Length >= html.Length || AfterName.Contains(html[end + 2 + name.Length]))
            {
                return end;
            }
        }

        return html.Length;
    }

    private enum TagPart
    {
        BeforeName,
        Name,
        AfterName,
        BeforeValue,
        Value,
    }
}
