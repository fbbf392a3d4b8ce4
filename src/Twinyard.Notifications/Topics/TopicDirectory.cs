using Twinyard.Contracts.Notifications;
using Twinyard.Notifications.Mail;
using Twinyard.Notifications.Outbox;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Notifications.Topics;

internal sealed class TopicDirectory(Database database, TopicStore store, OutboxWriter outbox, IServerAddress server) : ITopics
{
    private const int MaximumSubject = 200;
    private const int MaximumText = 100_000;

    public Task<Page<TopicSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = Page<TopicRow>.Cut(await store.PageAsync(session, page.After ?? "", page.Size + 1, cancellationToken), page.Size, row => row.Name);
                var topics = new List<TopicSummary>();
                foreach (var row in rows.Items)
                {
                    topics.Add(await SummaryAsync(session, row, cancellationToken));
                }

                return new Page<TopicSummary>(topics, rows.Next);
            },
            cancellationToken);

    public Task<Result<TopicSummary>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<TopicSummary>>(
            async session => await store.FindAsync(session, name, cancellationToken) is { } row ? await SummaryAsync(session, row, cancellationToken) : Missing(name),
            cancellationToken);

    public async Task<Result<TopicPublished>> PublishAsync(string name, TopicMessage message, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(message.Subject) || message.Subject.Length > MaximumSubject || message.Subject.Any(char.IsControl))
        {
            return new InvalidError("message-subject", $"A subject is one line of 1 to {MaximumSubject} characters.");
        }

        if (message.Text is null || message.Text.Length > MaximumText)
        {
            return new InvalidError("message-text", $"A message's text has at most {MaximumText:N0} characters.");
        }

        return await database.WriteAsync<Result<TopicPublished>>(
            async session => await store.FindAsync(session, name, cancellationToken) is null
                ? Missing(name)
                : new TopicPublished(await outbox.AddAsync(session, name, Content(name, message), cancellationToken)),
            cancellationToken);
    }

    internal static NotFoundError Missing(string name) =>
        new("topic-not-found", $"There is no topic '{name}'.", "Declare it in the repository under resources/topics/ and merge.");

    private MailContent Content(string topic, TopicMessage message)
    {
        var body = MailLayout.Heading(message.Subject) + MailLayout.Paragraph(message.Text);
        var footer = MailFooter.Of(topic, server.Environment);
        return new MailContent(
            "message",
            MailFooter.Subject(server.Environment, message.Subject),
            MailLayout.Page(message.Subject, message.Text.Length > 100 ? message.Text[..100] : message.Text, server.Environment, body, footer),
            $"{message.Text}\n\n-- \n{footer}\n");
    }

    private async Task<TopicSummary> SummaryAsync(DbSession session, TopicRow row, CancellationToken cancellationToken)
    {
        var subscribers = await store.SubscribersAsync(session, row.Name, cancellationToken);
        return new TopicSummary(row.Name, row.Description, [.. subscribers.Select(email => new TopicSubscription(email))]);
    }
}
