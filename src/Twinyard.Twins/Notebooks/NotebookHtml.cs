using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Notebooks;

/// <summary>An executed notebook as HTML for a page or a mail: text, tables, pictures, errors with their traceback.</summary>
public static class NotebookHtml
{
    /// <summary>Longest text of one output that is shown; the notebook itself has it all.</summary>
    public const int LongestText = 200_000;

    // Best first, as Jupyter itself prefers them; scripts are not among them.
    private static readonly string[] Kinds = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "image/gif", "text/markdown", "text/latex", "application/json", "text/plain"];

    /// <summary>A fragment without scripts and without anything that is loaded from elsewhere; classes begin with <c>nb-</c> and <c>ansi-</c>.</summary>
    public static Result<string> Fragment(byte[] content)
    {
        var notebook = Notebook.Parse(ExecutedNotebook.FileName, Encoding.UTF8.GetString(content));
        if (!notebook.IsOk)
        {
            return notebook.Error;
        }

        var html = new StringBuilder("<div class=\"nb\">");
        for (var i = 0; i < notebook.Value.Cells.Count; i++)
        {
            AppendCell(html, notebook.Value.Cells[i], i + 1);
        }

        return html.Append("</div>").ToString();
    }

    /// <summary>A page of its own, with its style.</summary>
    /// <param name="title">Such as the notebook's name.</param>
    public static Result<string> Page(string title, byte[] content) => Fragment(content).Map(fragment =>
        $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(title)}</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <style>{NotebookStyle.Css}</style></head><body>{fragment}</body></html>

        """);

    private static void AppendCell(StringBuilder html, NotebookCell cell, int number)
    {
        if (cell.IsMarkdown)
        {
            html.Append("<div class=\"nb-text\">").Append(SafeHtml.OfMarkdown(cell.Source)).Append("</div>");
            return;
        }

        if (!cell.IsCode)
        {
            return;
        }

        html.Append("<section class=\"nb-cell nb-").Append(cell.State switch { "failed" => "failed", "timed-out" => "failed", "running" => "running", _ => "done" }).Append("\">");
        html.Append("<div class=\"nb-head\">Cell ").Append(number);
        if (cell.HasTag(NotebookParameters.InjectedTag))
        {
            html.Append(" · parameters of this run");
        }

        html.Append(cell.State is { } state and not "succeeded" ? $" · {WebUtility.HtmlEncode(state)}" : "").Append(cell.Seconds is { } seconds ? $" · {seconds:0.0##} s" : "").Append("</div>");
        html.Append("<pre class=\"nb-code\">").Append(WebUtility.HtmlEncode(Cut(cell.Source))).Append("</pre>");
        foreach (var output in cell.Outputs.OfType<JsonObject>())
        {
            AppendOutput(html, output);
        }

        html.Append("</section>");
    }

    private static void AppendOutput(StringBuilder html, JsonObject output)
    {
        switch (Text(output["output_type"]))
        {
            case "stream":
                Pre(html, Text(output["name"]) == "stderr" ? "nb-err" : "nb-out", NotebookCell.Join(output["text"]));
                break;
            case "error":
                var traceback = NotebookCell.IsText(output["traceback"]) && output["traceback"] is JsonArray lines ? string.Join('\n', lines.Select(line => (string?)line)) : "";
                Pre(html, "nb-error", traceback.Length > 0 ? traceback : $"{Text(output["ename"])}: {Text(output["evalue"])}");
                break;
            case "display_data" or "execute_result" when output["data"] is JsonObject data:
                AppendData(html, data);
                break;
        }
    }

    private static void AppendData(StringBuilder html, JsonObject data)
    {
        if (Array.Find(Kinds, data.ContainsKey) is not { } kind)
        {
            Pre(html, "nb-out", $"[{string.Join(", ", data.Select(member => member.Key))}]");
            return;
        }

        var content = kind == "application/json" ? data[kind]?.ToJsonString(Notebook.Json) ?? "null" : NotebookCell.Join(data[kind]);
        switch (kind)
        {
            case "text/html":
                html.Append("<div class=\"nb-html\">").Append(SafeHtml.OfHtml(content)).Append("</div>");
                break;
            case "text/markdown":
                html.Append("<div class=\"nb-text\">").Append(SafeHtml.OfMarkdown(content)).Append("</div>");
                break;
            case "image/svg+xml":
                // As a picture its scripts do not run and its links are dead.
                Picture(html, kind, Convert.ToBase64String(Encoding.UTF8.GetBytes(content)));
                break;
            case "image/png" or "image/jpeg" or "image/gif":
                Picture(html, kind, content);
                break;
            default:
                Pre(html, "nb-out", content);
                break;
        }
    }

    private static void Picture(StringBuilder html, string kind, string base64)
    {
        var clean = string.Concat(base64.Where(character => !char.IsWhiteSpace(character)));
        if (clean.All(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '='))
        {
            html.Append($"<img class=\"nb-picture\" alt=\"Picture\" src=\"data:{kind};base64,{clean}\">");
        }
        else
        {
            Pre(html, "nb-err", "[A picture that is no Base64 is left out.]");
        }
    }

    private static void Pre(StringBuilder html, string kind, string text) => html.Append("<pre class=\"").Append(kind).Append("\">").Append(AnsiText.ToHtml(Cut(text))).Append("</pre>");

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}\n… {text.Length - LongestText:N0} more characters are in the notebook";

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
