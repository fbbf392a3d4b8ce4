using System.Net;
using System.Text;

namespace Twinyard.Notifications.Mail;

/// <summary>
/// The frame of every message: tables and inline styles, because mail programs know little else; one column of at most 640
/// pixels that shrinks with the screen.
/// </summary>
internal static class MailLayout
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

    /// <param name="preview">What a list of mails shows after the subject.</param>
    /// <param name="body">Rows of HTML made by this class; everything in them is escaped already.</param>
    public static string Page(string title, string preview, string environment, string body, string footer) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light">
        <title>{Escape(title)}</title>
        </head>
        <body style="margin:0;padding:0;background:#f4f5f8;{Font};color:#1c2128;-webkit-text-size-adjust:100%">
        <div style="display:none;max-height:0;overflow:hidden">{Escape(preview)}</div>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f5f8">
        <tr><td align="center" style="padding:24px 12px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:640px">
        <tr><td style="padding:0 4px 12px 4px;font-size:13px;line-height:20px;color:#5c6675"><strong style="color:#3f51c5">Twinyard</strong>&nbsp;&nbsp;{Escape(environment)}</td></tr>
        <tr><td style="background:#ffffff;border:1px solid #e3e6eb;border-radius:8px;padding:24px">
        {body}
        </td></tr>
        <tr><td style="padding:14px 4px 0 4px;font-size:12px;line-height:18px;color:#6b7584">{Escape(footer)}</td></tr>
        </table>
        </td></tr>
        </table>
        </body>
        </html>
        """;

    public static string Heading(string text) => $"""<h1 style="margin:0 0 12px 0;font-size:20px;line-height:28px;font-weight:600">{Escape(text)}</h1>""";

    public static string Subheading(string text) => $"""<h2 style="margin:24px 0 8px 0;font-size:15px;line-height:22px;font-weight:600">{Escape(text)}</h2>""";

    /// <summary>Text as its author broke it into lines.</summary>
    public static string Paragraph(string text) =>
        $"""<p style="margin:0 0 16px 0;font-size:14px;line-height:22px">{Escape(text).ReplaceLineEndings("<br>")}</p>""";

    public static string Badge(string text, string colour) =>
        $"""<span style="display:inline-block;margin:0 0 12px 0;padding:3px 10px;border-radius:12px;background:{colour};color:#ffffff;font-size:12px;line-height:18px;font-weight:600">{Escape(text)}</span>""";

    public static string Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var rows = new StringBuilder();
        foreach (var (name, value) in facts)
        {
            rows.Append(
                $"""
                <tr><td valign="top" style="padding:6px 16px 6px 0;font-size:13px;line-height:20px;color:#5c6675;white-space:nowrap">{Escape(name)}</td>
                <td valign="top" style="padding:6px 0;font-size:13px;line-height:20px;word-break:break-word">{Escape(value)}</td></tr>

                """);
        }

        return $"""<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px 0;border-top:1px solid #e9ecf0">{rows}</table>""";
    }

    public static string Button(string text, string url) =>
        $"""<p style="margin:20px 0 0 0"><a href="{Escape(url)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#3f51c5;color:#ffffff;font-size:14px;line-height:20px;font-weight:600;text-decoration:none">{Escape(text)}</a></p>""";

    public static string Picture(string contentId, string description) =>
        $"""<img src="cid:{Escape(contentId)}" alt="{Escape(description)}" width="590" style="display:block;width:100%;max-width:590px;height:auto;margin:0 0 16px 0;border:1px solid #e9ecf0;border-radius:6px">""";

    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
