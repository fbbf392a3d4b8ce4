using Twinyard.Notifications.Mail;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Notifications.Outbox;

/// <summary>Deletes messages, their files, and the marks of runs that have reported, ninety days after they were made.</summary>
internal sealed class OutboxRetention(Database database, OutboxStore store, MailFiles files, TimeProvider time) : IBackgroundWork
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public string Name => "outbox-retention";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - Kept).ToUnixMicros();
        IReadOnlyList<string> old;
        do
        {
            old = await database.ReadAsync(session => store.OldAsync(session, before, BatchSize, cancellationToken), cancellationToken);
            foreach (var id in old)
            {
                files.Delete(id);
                await database.WriteAsync(session => store.DeleteAsync(session, id, cancellationToken), cancellationToken);
            }
        }
        while (old.Count == BatchSize);

        await database.WriteAsync(session => store.ForgetRunsAsync(session, before, cancellationToken), cancellationToken);
    }
}
