using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>Ticks of a past that nobody waits for: 120 superseded, then 132 missed in one line, then one skipped.</summary>
internal static class LedgerSeed
{
    public const int Superseded = 120;
    public const int Missed = 132;

    private static readonly DateTimeOffset Newest = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

    public static Task WriteAsync(Database database, string workflow, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await AddAsync(session, workflow, Newest, null, 1, "skipped", "overlap: skip", cancellationToken);
                await AddAsync(session, workflow, Newest.AddHours(-Missed - 1), Newest.AddHours(-1), Missed, "missed", "catch-up: none", cancellationToken);
                for (var hour = 1; hour <= Superseded; hour++)
                {
                    await AddAsync(session, workflow, Newest.AddHours(-Missed - 1 - hour), null, 1, "superseded", "catch-up: last", cancellationToken);
                }
            },
            cancellationToken);

    private static Task AddAsync(
        DbSession session, string workflow, DateTimeOffset due, DateTimeOffset? until, int ticks, string outcome, string reason, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO occurrences (id, workflow, trigger_id, trigger_kind, reference, label, due_at, until_at, ticks, outcome, reason, decided_at, depth)
            VALUES (@Id, @Workflow, 'hourly', 'schedule', @Id, 'cron(0 * * * ? *)', @Due, @Until, @Ticks, @Outcome, @Reason, @Due, 0)
            """,
            new { Id = $"seed-{due:yyyyMMddHH}", Workflow = workflow, Due = due.ToUnixMicros(), Until = until?.ToUnixMicros(), Ticks = (long)ticks, Outcome = outcome, Reason = reason },
            cancellationToken);
}
