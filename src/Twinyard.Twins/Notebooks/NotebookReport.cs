using System.Text;
using System.Text.Json.Nodes;

namespace Twinyard.Twins.Notebooks;

/// <summary>The executed notebook as one of its run's reports, in the layout of <c>docs/reference/run-outputs.md</c>: a page that is attached to the mail.</summary>
internal static class NotebookReport
{
    private const string PageName = "notebook.html";

    /// <summary>In characters; a report takes no larger page.</summary>
    private const int LargestPage = 3 * 1024 * 1024;

    public static async Task WriteAsync(string outputs, string title, byte[] executed, CancellationToken cancellationToken)
    {
        // Rendered from what this server wrote itself, so it is a notebook.
        var page = NotebookHtml.Page(title, executed).Value;
        var folder = Directory.CreateDirectory(Path.Combine(outputs, "reports", "notebook")).FullName;
        var report = new JsonObject { ["title"] = title, ["text"] = "The executed notebook is attached as a page." };
        if (page.Length <= LargestPage)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, PageName), page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            report["page"] = PageName;
        }
        else
        {
            report["text"] = "The executed notebook is too large for a mail; the run's page shows it.";
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), report.ToJsonString(), cancellationToken);
    }
}
