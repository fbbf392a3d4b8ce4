using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Notifications.Mail;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Notifications.Outbox;

/// <summary>
/// Takes messages out of the outbox: always a file, then the SMTP server where one is configured. Retries wait half a minute,
/// doubling up to eight hours. Delivery is at least once; the Message-ID stays the same.
/// </summary>
internal sealed partial class MailDelivery(
    Database database, OutboxStore store, MailComposer composer, MailFiles files, SmtpSender smtp, OutboxSignal signal, IOptions<SmtpOptions> options,
    TimeProvider time, Random random, ILogger<MailDelivery> logger)
    : IBackgroundWork
{
    private const int BatchSize = 20;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(8);

    public string Name => "mail-delivery";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public bool IsForElectedNode => true;

    public WorkSignal Signal => signal.Signal;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<MessageRow> due;
        do
        {
            due = await database.ReadAsync(session => store.DueAsync(session, time.NowMicros(), BatchSize, cancellationToken), cancellationToken);
            foreach (var row in due)
            {
                await DeliverAsync(row, cancellationToken);
            }
        }
        while (due.Count == BatchSize);
    }

    private async Task DeliverAsync(MessageRow row, CancellationToken cancellationToken)
    {
        var body = await database.ReadAsync(session => store.ContentAsync(session, row.ContentId, cancellationToken), cancellationToken);
        var content = JsonSerializer.Deserialize<MailContent>(body ?? "null") ?? throw new InvalidOperationException($"The content of message {row.Id} is gone.");
        using var message = composer.Compose(row, content);
        if (!files.Exists(row.Id))
        {
            await files.WriteAsync(row.Id, message, cancellationToken);
        }

        if (!smtp.IsConfigured)
        {
            await database.WriteAsync(session => store.EndAsync(session, row, "kept", 0, null, null, cancellationToken), cancellationToken);
            return;
        }

        try
        {
            await smtp.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await FailedAsync(row, e, cancellationToken);
            return;
        }

        await database.WriteAsync(session => store.EndAsync(session, row, "sent", row.Attempts + 1, time.NowMicros(), null, cancellationToken), cancellationToken);
    }

    private async Task FailedAsync(MessageRow row, Exception e, CancellationToken cancellationToken)
    {
        var attempt = row.Attempts + 1;
        if (SmtpSender.IsPermanent(e) || attempt >= options.Value.Attempts)
        {
            LogDead(row.Id, attempt, e.Message);
            await database.WriteAsync(session => store.EndAsync(session, row, "dead", attempt, null, e.Message, cancellationToken), cancellationToken);
            return;
        }

        var wait = Wait(attempt);
        LogRetry(row.Id, attempt, wait, e.Message);
        await database.WriteAsync(
            session => store.RetryAsync(session, row.Id, attempt, (time.GetUtcNow() + wait).ToUnixMicros(), e.Message, cancellationToken), cancellationToken);
    }

    // Up to a fifth more, so that messages that failed together do not come back together.
    private TimeSpan Wait(long attempt)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(attempt - 1, 20));
        return (wait < LongestWait ? wait : LongestWait) * (1 + (0.2 * random.NextDouble()));
    }
}
