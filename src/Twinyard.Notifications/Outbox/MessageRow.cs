using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Time;

namespace Twinyard.Notifications.Outbox;

internal sealed class MessageRow
{
    public string Id { get; init; } = "";

    public string ContentId { get; init; } = "";

    public string Topic { get; init; } = "";

    public string Recipient { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Kind { get; init; } = "";

    public string State { get; init; } = "";

    public long CreatedAt { get; init; }

    public long Attempts { get; init; }

    public long? SentAt { get; init; }

    public string? LastError { get; init; }

    public OutboxMessage ToContract() => new(
        Id, Topic, Recipient, Subject, Kind, State, UnixMicros.FromUnixMicros(CreatedAt), UnixMicros.FromUnixMicros(SentAt), Attempts, LastError);
}
