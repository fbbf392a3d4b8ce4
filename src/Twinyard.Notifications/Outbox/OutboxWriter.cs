using System.Text.Json;
using Twinyard.Notifications.Mail;
using Twinyard.Notifications.Topics;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Notifications.Outbox;

/// <summary>Puts messages for a topic's subscribers into the outbox, as a part of the caller's unit of work.</summary>
internal sealed class OutboxWriter(TopicStore topics, OutboxStore store, OutboxSignal signal, IIdGenerator ids, TimeProvider time)
{
    /// <returns>Ids of the messages, one a subscription; none where nobody is subscribed.</returns>
    public async Task<IReadOnlyList<string>> AddAsync(DbSession session, string topic, MailContent content, CancellationToken cancellationToken)
    {
        var subscribers = await topics.SubscribersAsync(session, topic, cancellationToken);
        if (subscribers.Count == 0)
        {
            return [];
        }

        var contentId = ids.NewId().ToString();
        await store.AddContentAsync(session, contentId, JsonSerializer.Serialize(content), cancellationToken);
        var messages = new List<string>();
        foreach (var recipient in subscribers)
        {
            var row = new MessageRow
            {
                Id = ids.NewId().ToString(),
                ContentId = contentId,
                Topic = topic,
                Recipient = recipient,
                Subject = content.Subject,
                Kind = content.Kind,
                CreatedAt = time.NowMicros(),
            };
            await store.AddMessageAsync(session, row, cancellationToken);
            messages.Add(row.Id);
        }

        session.OnCommitted(signal.Signal.Raise);
        return messages;
    }
}
