namespace Twinyard.Contracts.Notifications;

/// <summary>A message of the outbox.</summary>
/// <param name="State">
/// <c>pending</c>: not yet written or to be tried again; <c>kept</c>: written to the outbox as a file, and no SMTP server is configured;
/// <c>sent</c>: taken by the SMTP server; <c>dead</c>: given up.
/// </param>
/// <param name="Kind"><c>alarm</c>, <c>report</c> or <c>message</c>.</param>
public sealed record OutboxMessage(
    string Id,
    string Topic,
    string Recipient,
    string Subject,
    string Kind,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    long Attempts,
    string? LastError);

/// <param name="Html">The HTML part with its pictures as <c>data:</c> addresses, so that it shows by itself.</param>
public sealed record OutboxMessageDetail(OutboxMessage Message, string Html, string Text, IReadOnlyList<OutboxAttachment> Attachments);

public sealed record OutboxAttachment(string FileName, string ContentType, long Bytes);
