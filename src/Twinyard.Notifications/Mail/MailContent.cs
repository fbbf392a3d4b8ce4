namespace Twinyard.Notifications.Mail;

/// <summary>What a message says, the same for every recipient.</summary>
/// <param name="Kind"><c>alarm</c>, <c>report</c> or <c>message</c>.</param>
/// <param name="Html">A whole HTML document; pictures are addressed as <c>cid:&lt;id&gt;</c>.</param>
internal sealed record MailContent(string Kind, string Subject, string Html, string Text)
{
    public IReadOnlyList<MailPicture> Pictures { get; init; } = [];

    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];
}

/// <summary>A PNG shown inside the HTML.</summary>
internal sealed record MailPicture(string ContentId, string FileName, byte[] Png);

internal sealed record MailAttachment(string FileName, string ContentType, byte[] Content);
