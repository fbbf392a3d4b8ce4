using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Twinyard.Twins.Notebooks;

/// <summary>Terminal text as HTML: the colours that tracebacks have (SGR codes of ECMA-48), everything else of a terminal left out.</summary>
internal static partial class AnsiText
{
    private static readonly string[] Colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static string ToHtml(string text)
    {
        var html = new StringBuilder(text.Length + 64);
        var (colour, bold, at) = ((string?)null, false, 0);
        foreach (Match code in Escape().Matches(text))
        {
            Append(html, text[at..code.Index], colour, bold);
            at = code.Index + code.Length;
            if (code.Groups["final"].Value == "m")
            {
                (colour, bold) = Apply(code.Groups["codes"].Value, colour, bold);
            }
        }

        Append(html, text[at..], colour, bold);
        return html.ToString();
    }

    private static (string? Colour, bool Bold) Apply(string codes, string? colour, bool bold)
    {
        foreach (var code in codes.Split(';'))
        {
            (colour, bold) = code switch
            {
                "" or "0" => (null, false),
                "1" => (colour, true),
                "22" => (colour, false),
                "39" => (null, bold),
                ['3' or '9', >= '0' and <= '7' and var digit] => (Colours[digit - '0'], bold),
                _ => (colour, bold),
            };
        }

        return (colour, bold);
    }

    private static void Append(StringBuilder html, string text, string? colour, bool bold)
    {
        if (text.Length == 0)
        {
            return;
        }

        var shown = WebUtility.HtmlEncode(text);
        var kinds = $"{(colour is null ? "" : $"ansi-{colour}")}{(bold ? " ansi-bold" : "")}".Trim();
        html.Append(kinds.Length == 0 ? shown : $"<span class=\"{kinds}\">{shown}</span>");
    }

    [GeneratedRegex(@"\u001b\[(?<codes>[0-9;]*)[?]?[0-9;]*(?<final>[A-Za-z])")]
    private static partial Regex Escape();
}
