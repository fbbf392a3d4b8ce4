using Microsoft.Extensions.Options;
using MimeKit;
using Twinyard.Notifications.Outbox;
using Twinyard.Platform.Time;

namespace Twinyard.Notifications.Mail;

/// <summary>Makes the RFC 5322 message: text and HTML alternatives, pictures inline, attachments.</summary>
internal sealed class MailComposer(IOptions<SmtpOptions> options)
{
    public MimeMessage Compose(MessageRow row, MailContent content)
    {
        var message = new MimeMessage { Subject = content.Subject, Date = UnixMicros.FromUnixMicros(row.CreatedAt) };
        var from = MailboxAddress.Parse(options.Value.From);
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(row.Recipient));
        // The same on every attempt, so that a message that is delivered twice can be told as one.
        message.MessageId = $"{row.Id}@{from.Domain}";
        // RFC 3834: keeps out-of-office robots from answering.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Twinyard-Topic", row.Topic);

        var body = new BodyBuilder { TextBody = content.Text, HtmlBody = content.Html };
        foreach (var picture in content.Pictures)
        {
            var part = body.LinkedResources.Add(picture.FileName, picture.Png, new ContentType("image", "png"));
            part.ContentId = picture.ContentId;
        }

        foreach (var attachment in content.Attachments)
        {
            // As bytes: a text part would have its line ends rewritten on the way.
            var part = (MimePart)body.Attachments.Add(attachment.FileName, attachment.Content, ContentType.Parse(attachment.ContentType));
            part.ContentTransferEncoding = ContentEncoding.Base64;
        }

        message.Body = body.ToMessageBody();
        return message;
    }
}
