using System.Buffers;
using System.Net;
using Ganss.Xss;
using Markdig;

namespace Twinyard.Twins.Notebooks;

/// <summary>
/// HTML that a notebook brought along, made fit to stand in a page of ours: no scripts, no forms, no frames, nothing that is loaded from elsewhere, and
/// no style that could lie over the page.
/// </summary>
internal static class SafeHtml
{
    private const int LongestText = 10_000;
    private const int MostBrackets = 2_000;

    private static readonly SearchValues<char> BeforeALine = SearchValues.Create(" \t>-*+0123456789.)");

    private static readonly string[] Styles =
        ["color", "background-color", "text-align", "vertical-align", "font-weight", "font-style", "width", "height", "max-width", "border", "border-collapse", "padding", "white-space"];

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().UseAutoLinks().Build();
    private static readonly HtmlSanitizer Sanitizer = Create();

    /// <summary>What nests too deeply is shown as the text that it is.</summary>
    public static string OfHtml(string html) => HtmlNesting.IsTooDeep(html) ? AsText(html) : Sanitizer.Sanitize(html);

    public static string OfMarkdown(string markdown)
    {
        if (IsTooDeep(markdown))
        {
            return AsText(markdown);
        }

        string html;
        try
        {
            html = Markdown.ToHtml(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // The library's own bound on nesting.
            return AsText(markdown);
        }

        return HtmlNesting.IsTooDeep(html) ? AsText(markdown) : Sanitizer.Sanitize(html);
    }

    /// <summary>Quotes and lists nest by what stands before a line, and links by what stands in it.</summary>
    private static bool IsTooDeep(string markdown)
    {
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            var before = line[..(line.IndexOfAnyExcept(BeforeALine) is >= 0 and var text ? text : line.Length)];
            if (before.Count('>') + before.Count("- ") + before.Count("* ") + before.Count("+ ") + before.Count(". ") + before.Count(") ") > HtmlNesting.Deepest || line.Count('[') > MostBrackets)
            {
                return true;
            }
        }

        return false;
    }

    private static string AsText(string text) => $"<pre>{WebUtility.HtmlEncode(text.Length > LongestText ? text[..LongestText] : text)}</pre>";

    private static HtmlSanitizer Create()
    {
        var sanitizer = new HtmlSanitizer();
        foreach (var tag in new[] { "form", "input", "button", "select", "textarea", "option", "style", "base", "link", "meta", "body", "html", "head", "map", "area" })
        {
            sanitizer.AllowedTags.Remove(tag);
        }

        // Names and ids could stand for our own elements.
        sanitizer.AllowedAttributes.Remove("id");
        sanitizer.AllowedAttributes.Remove("name");
        sanitizer.AllowedAttributes.Remove("class");
        sanitizer.AllowedAttributes.Remove("background");
        sanitizer.AllowedAttributes.Remove("srcset");
        sanitizer.AllowedSchemes.Clear();
        foreach (var scheme in new[] { "https", "http", "mailto", "data" })
        {
            sanitizer.AllowedSchemes.Add(scheme);
        }

        sanitizer.AllowedCssProperties.Clear();
        foreach (var style in Styles)
        {
            sanitizer.AllowedCssProperties.Add(style);
        }

        sanitizer.AllowedAtRules.Clear();
        sanitizer.FilterUrl += (_, url) => url.SanitizedUrl = IsKept(url.Tag.LocalName, url.OriginalUrl) ? url.SanitizedUrl : null;
        sanitizer.PostProcessNode += (_, node) =>
        {
            if (node.Node is AngleSharp.Html.Dom.IHtmlAnchorElement link)
            {
                link.SetAttribute("rel", "noopener noreferrer nofollow");
                link.SetAttribute("target", "_blank");
            }
        };
        return sanitizer;
    }

    // A picture comes with the page; a link leads to the web. The other way round either would do more than it shows.
    private static bool IsKept(string tag, string? url) =>
        url is not null && (tag == "img" ? url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) : tag == "a" && !url.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase));
}
