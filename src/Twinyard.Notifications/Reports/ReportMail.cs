using System.Globalization;
using System.Text;
using Twinyard.Notifications.Mail;
using Twinyard.Platform.Ports;

namespace Twinyard.Notifications.Reports;

/// <summary>A report as a message: text, charts, table, and the way to the run that made it.</summary>
internal static class ReportMail
{
    public static MailContent Content(Report report, RunOutputs outputs, string topic, string environment, string serverUrl)
    {
        var pictures = report.Charts.Select((chart, i) => new MailPicture($"chart{i + 1}@twinyard", $"chart-{i + 1}.png", ChartRenderer.Render(chart))).ToList();
        var link = $"{serverUrl}/runs/{outputs.RunId}";
        var facts = Facts(outputs);
        var footer = MailFooter.Of(topic, environment);
        return new MailContent(
            "report",
            MailFooter.Subject(environment, report.Title),
            MailLayout.Page(report.Title, Preview(report), environment, Html(report, pictures, facts, link), footer),
            Text(report, facts, link, footer))
        {
            Pictures = pictures,
            Attachments = Attachments(report),
        };
    }

    private static List<MailAttachment> Attachments(Report report)
    {
        List<MailAttachment> attachments = report.Columns.Count == 0 ? [] : [new("table.csv", "text/csv", MailTable.Csv(report.Columns, report.Rows))];
        if (report.Page is { } page)
        {
            attachments.Add(new MailAttachment(Path.GetFileName(page), "text/html; charset=utf-8", File.ReadAllBytes(page)));
        }

        return attachments;
    }

    private static string Html(Report report, List<MailPicture> pictures, (string Name, string Value)[] facts, string link)
    {
        var body = new StringBuilder(MailLayout.Heading(report.Title));
        if (report.Text.Length > 0)
        {
            body.Append(MailLayout.Paragraph(report.Text));
        }

        for (var i = 0; i < pictures.Count; i++)
        {
            body.Append(MailLayout.Picture(pictures[i].ContentId, report.Charts[i].Title.Length > 0 ? report.Charts[i].Title : $"Chart {i + 1}"));
        }

        if (report.Columns.Count > 0)
        {
            body.Append(MailTable.Html(report.Columns, report.Rows));
        }

        return body.Append(MailLayout.Facts(facts)).Append(MailLayout.Button("Open the run", link)).ToString();
    }

    private static string Text(Report report, (string Name, string Value)[] facts, string link, string footer)
    {
        var text = new StringBuilder().AppendLine(report.Title).AppendLine();
        if (report.Text.Length > 0)
        {
            text.AppendLine(report.Text).AppendLine();
        }

        foreach (var chart in report.Charts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"[Chart: {chart.Title}]");
        }

        if (report.Columns.Count > 0)
        {
            text.AppendLine().AppendLine(MailTable.Text(report.Columns, report.Rows));
        }

        foreach (var (name, value) in facts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {value}");
        }

        return text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Open the run: {link}").AppendLine().AppendLine("-- ").AppendLine(footer).ToString();
    }

    private static string Preview(Report report)
    {
        var line = report.Text.ReplaceLineEndings(" ");
        return line.Length > 120 ? line[..120] : line;
    }

    private static (string Name, string Value)[] Facts(RunOutputs outputs) =>
    [
        ("Workflow", outputs.Workflow),
        ("Run", outputs.RunId),
        ("Started", outputs.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)),
        ("Commit", outputs.Commit.Length > 12 ? outputs.Commit[..12] : outputs.Commit.Length == 0 ? "none" : outputs.Commit),
    ];
}
