using System.Text.Json;
using MimeKit;
using Twinyard.Contracts.Notifications;
using Twinyard.Notifications.Mail;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Notifications.Outbox;

internal sealed class OutboxDirectory(Database database, OutboxStore store, MailComposer composer, MailFiles files) : IOutbox
{
    public async Task<Page<OutboxMessage>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.PageAsync(session, page.After, page.Size + 1, cancellationToken), cancellationToken);
        return Page<MessageRow>.Cut(rows, page.Size, row => row.Id).Map(row => row.ToContract());
    }

    public async Task<Result<OutboxMessageDetail>> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } row)
        {
            return Missing(id);
        }

        await using var stream = await OpenAsync(row, cancellationToken);
        using var message = await MimeMessage.LoadAsync(stream, cancellationToken);
        var pictures = message.BodyParts.OfType<MimePart>().Where(part => part.ContentType.IsMimeType("image", "*")).ToList();
        var html = pictures
            .Where(picture => picture.ContentId is not null)
            .Aggregate(message.HtmlBody ?? "", (text, picture) => text.Replace($"cid:{picture.ContentId}", DataAddress(picture), StringComparison.Ordinal));
        var attachments = pictures.Concat(message.Attachments.OfType<MimePart>()).Distinct().Select(Attachment);
        return new OutboxMessageDetail(row.ToContract(), html, message.TextBody ?? "", [.. attachments]);
    }

    public async Task<Result<Stream>> OpenAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } row
            ? Result<Stream>.Ok(await OpenAsync(row, cancellationToken))
            : Result<Stream>.Fail(Missing(id));

    private static NotFoundError Missing(string id) => new("message-not-found", $"There is no message '{id}' in the outbox.", "`twinyard mail list` shows those there are.");

    private static string DataAddress(MimePart picture)
    {
        using var content = new MemoryStream();
        picture.Content?.DecodeTo(content);
        return $"data:{picture.ContentType.MimeType};base64,{Convert.ToBase64String(content.GetBuffer(), 0, (int)content.Length)}";
    }

    private static OutboxAttachment Attachment(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return new OutboxAttachment(part.FileName ?? "", part.ContentType.MimeType, content.Length);
    }

    private Task<MessageRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => store.FindAsync(session, id, cancellationToken), cancellationToken);

    private async Task<Stream> OpenAsync(MessageRow row, CancellationToken cancellationToken)
    {
        if (files.Exists(row.Id))
        {
            return files.OpenRead(row.Id);
        }

        // Not delivered yet: the same message, made from the outbox.
        var body = await database.ReadAsync(session => store.ContentAsync(session, row.ContentId, cancellationToken), cancellationToken);
        var content = JsonSerializer.Deserialize<MailContent>(body ?? "null") ?? throw new InvalidOperationException($"The file of message {row.Id} is gone from the outbox's folder.");
        using var message = composer.Compose(row, content);
        var stream = new MemoryStream();
        await message.WriteToAsync(MailFiles.Format, stream, cancellationToken);
        stream.Position = 0;
        return stream;
    }
}
