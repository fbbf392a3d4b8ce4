using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Tests.Notebooks;

public sealed class NotebookHtmlTests
{
    [Fact]
    public void Fragment_EveryKindOfOutput_IsShown()
    {
        var html = Render(
            Output("stream", ("name", "stdout"), ("text", new JsonArray("a < b\n", "c"))),
            Data("text/html", "<table><tr><td style=\"text-align:right\">1</td></tr></table>"),
            Data("image/png", "iVBORw0KGgo=\n"),
            Data("image/svg+xml", "<svg><script>alert(1)</script></svg>"),
            Data("text/plain", "42"),
            Output("error", ("ename", "ValueError"), ("evalue", "boom"), ("traceback", new JsonArray("\u001b[0;31mValueError\u001b[0m: boom"))));

        html.ShouldContain("<pre class=\"nb-out\">a &lt; b\nc</pre>");
        html.ShouldContain("<td style=\"text-align: right\">1</td>");
        html.ShouldContain("src=\"data:image/png;base64,iVBORw0KGgo=\"");
        html.ShouldContain("src=\"data:image/svg+xml;base64,");
        html.ShouldContain(">42</pre>");
        html.ShouldContain("<span class=\"ansi-red\">ValueError</span>: boom");
    }

    [Theory]
    [InlineData("<div>", 257, true)]
    [InlineData("<div>", 256, false)]
    [InlineData("<div>", 1_000_000, true)]
    [InlineData("<b><table><tr><td>", 100_000, true)]
    [InlineData("<div><b x=1></div>", 100_000, true)]
    [InlineData("<div></x>", 100_000, true)]
    [InlineData("<div><!--</div>-->", 1_000, true)]
    [InlineData("<div><!--></div>", 1_000, false)]
    [InlineData("<div><!-- --!><div>-->", 1_000, true)]
    [InlineData("<div><?</div>", 1_000, true)]
    [InlineData("<div title='</div>'>", 1_000, true)]
    [InlineData("<div title=\"</div>\">", 1_000, true)]
    [InlineData("<div title = '</div>'>", 1_000, true)]
    [InlineData("<div title=a'></div>", 1_000, false)]
    [InlineData("<div =\"></div>", 1_000, false)]
    [InlineData("<div/=\"></div>", 1_000, false)]
    [InlineData("<div a/=\"></div>", 1_000, false)]
    [InlineData("<div a='x'=\"></div>", 1_000, false)]
    [InlineData("<span><div></span>", 1_000, true)]
    [InlineData("<div><table><td></div>", 1_000, true)]
    [InlineData("<b><p></b>", 1_000, true)]
    [InlineData("<textarea></div></textarea><div><textarea></div></textarea>", 1_000, true)]
    [InlineData("<div><STYLE></div></style >", 1_000, true)]
    [InlineData("<div><title></div></titles></title>", 1_000, true)]
    [InlineData("<svg><style><g></style>", 1_000, true)]
    [InlineData("<select><style></select><div></style>", 1_000, true)]
    [InlineData("<div><script><!--<script></script></div></script>", 1_000, true)]
    [InlineData("<div><![CDATA[></div>]]>", 1_000, true)]
    [InlineData("<style scoped> .a > b { c: d } </style><table class=\"dataframe\"><tr style='a: b'><th title=\"x > y </tr>\">1</th><td><b>2</b><br><img src=a></td></tr></table>", 10_000, false)]
    [InlineData("a < b <3 <> </> &lt;div> ", 100, false)]
    public void IsTooDeep_CountsWhatNobodyCloses(string piece, int times, bool isTooDeep) =>
        HtmlNesting.IsTooDeep(string.Concat(Enumerable.Repeat(piece, times))).ShouldBe(isTooDeep);

    [Theory]
    [InlineData("<div>", 1_000_000)]
    [InlineData("<svg><g>", 100_000)]
    public void OfHtml_NestedWithoutEnd_IsShownAsText(string piece, int times) =>
        SafeHtml.OfHtml(string.Concat(Enumerable.Repeat(piece, times))).ShouldStartWith("<pre>&lt;");

    [Theory]
    [InlineData(">", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("1. ", 100_000)]
    [InlineData("[", 100_000)]
    [InlineData("![", 100_000)]
    [InlineData("<div>\n\n", 20_000)]
    public void OfMarkdown_NestedWithoutEnd_IsShownAsText(string piece, int times) =>
        SafeHtml.OfMarkdown(string.Concat(Enumerable.Repeat(piece, times)) + "text").ShouldStartWith("<pre>");

    [Fact]
    public void OfMarkdown_ListsNestedByTheirIndents_AreShownOneWayOrTheOther() =>
        SafeHtml.OfMarkdown(string.Concat(Enumerable.Range(0, 1_500).Select(i => $"{new string(' ', 2 * i)}- a\n"))).ShouldNotBeEmpty();

    [Theory]
    [InlineData("<tr><td>a > b</td></tr>", 300)]
    [InlineData("-", 300)]
    public void OfMarkdown_ALongLine_IsNoNesting(string piece, int times) =>
        SafeHtml.OfMarkdown($"before\n\n<table>{string.Concat(Enumerable.Repeat(piece, times))}</table>").ShouldNotContain("<pre>");

    [Theory]
    [InlineData("*a _b ", 2_000)]
    [InlineData("`", 100_000)]
    [InlineData("| a ", 2_000)]
    public void OfMarkdown_OfManyMarks_Ends(string piece, int times) =>
        SafeHtml.OfMarkdown(string.Concat(Enumerable.Repeat(piece, times)) + "text").ShouldNotBeEmpty();

    [Theory]
    [InlineData("<script>alert(1)</script>x")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<img src='https://tracker.example/p.png'>")]
    [InlineData("<a href='javascript:alert(1)'>x</a>")]
    [InlineData("<a href='data:text/html,<script>alert(1)</script>'>x</a>")]
    [InlineData("<iframe src='https://evil.example'></iframe>")]
    [InlineData("<svg><animate onbegin=alert(1)></svg>")]
    [InlineData("<div style=\"position:fixed;top:0;background:url(https://tracker.example)\">x</div>")]
    [InlineData("<form action='https://evil.example'><input name=q></form>")]
    [InlineData("<style>@import 'https://evil.example'</style>")]
    public void Fragment_HostileHtml_LosesItsTeeth(string hostile)
    {
        string[] htmls = [Render(Data("text/html", hostile)), Render(Data("text/markdown", hostile)), NotebookHtml.Fragment(Encoding.UTF8.GetBytes(NotebookText.Of(NotebookText.Markdown(hostile)))).Value];

        foreach (var html in htmls)
        {
            foreach (var tooth in new[] { "<script", "onerror", "onbegin", "javascript:", "<iframe", "tracker.example", "evil.example", "position", "<form", "<input", "<style", "data:text" })
            {
                html.ShouldNotContain(tooth);
            }
        }
    }

    [Fact]
    public void Fragment_Markdown_IsText()
    {
        var html = NotebookHtml.Fragment(Encoding.UTF8.GetBytes(NotebookText.Of(NotebookText.Markdown("# Title\n\n[docs](https://example.org)")))).Value;

        html.ShouldContain("<h1>Title</h1>");
        html.ShouldContain("href=\"https://example.org\"");
    }

    [Fact]
    public void Fragment_CodeAndPictures_CannotLeaveTheirPlace()
    {
        var cell = NotebookText.Code("</pre><script>alert(1)</script>");
        cell["outputs"] = new JsonArray(Data("image/png", "x\" onerror=\"alert(1)"), Output("stream", ("name", "stdout"), ("text", "</pre><b>")));

        var html = NotebookHtml.Fragment(Encoding.UTF8.GetBytes(NotebookText.Of(cell))).Value;

        html.ShouldNotContain("<script");
        html.ShouldNotContain("onerror");
        html.ShouldNotContain("<b>");
    }

    [Fact]
    public void Page_OfANotebook_AllowsNoScripts() =>
        NotebookHtml.Page("a<b", Encoding.UTF8.GetBytes(NotebookText.Of("1"))).Value.ShouldContain("default-src 'none'");

    private static string Render(params JsonObject[] outputs)
    {
        var cell = NotebookText.Code("run()");
        cell["outputs"] = new JsonArray([.. outputs]);
        return NotebookHtml.Fragment(Encoding.UTF8.GetBytes(NotebookText.Of(cell))).Value;
    }

    private static JsonObject Data(string kind, string content) => Output("display_data", ("data", new JsonObject { [kind] = content }), ("metadata", new JsonObject()));

    private static JsonObject Output(string type, params (string Key, JsonNode Value)[] members)
    {
        var output = new JsonObject { ["output_type"] = type };
        foreach (var (key, value) in members)
        {
            output[key] = value;
        }

        return output;
    }
}
