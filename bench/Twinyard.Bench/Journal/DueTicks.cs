using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Bench.Journal;

/// <summary>
/// Schedules of many workflows that are all due in the same moment, placed by the server's ticker: from that moment until the last of
/// them has its run. No percentile of the waits can be longer.
/// </summary>
internal static class DueTicks
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static async Task MeasureAsync(string engine, JournalRoom room, BenchSettings settings)
    {
        string[] names = [.. Enumerable.Range(0, settings.Ticks).Select(i => $"tick-{i:00000}")];
        await room.DeployAsync(names, "triggers: [{ schedule: rate(1 hour) }]");
        var ticker = room.Work("workflows.ticker");
        await ticker.RunOnceAsync(CancellationToken.None);
        var waits = new List<double>();
        // The first is not counted: it compiles.
        for (var repetition = -1; repetition < settings.Repetitions; repetition++)
        {
            var due = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(3);
            await MakeDueAsync(room.Database, due);
            // A timer counts whole milliseconds, by another clock.
            while (due - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } left)
            {
                await Task.Delay(left + TimeSpan.FromMilliseconds(1));
            }

            await ticker.RunOnceAsync(CancellationToken.None);
            var wait = (TimeProvider.System.GetUtcNow() - due).TotalMilliseconds;
            var placed = await PlacedAsync(room.Database, due);
            if (placed != settings.Ticks)
            {
                throw new InvalidOperationException($"{placed} of {settings.Ticks} ticks were placed.");
            }

            if (repetition >= 0)
            {
                waits.Add(wait);
            }
        }

        BenchResult.Print($"twinyard.ticks.{engine}.last-of-{settings.Ticks}", waits, "ms");
    }

    private static Task MakeDueAsync(Database database, DateTimeOffset due) => database.WriteAsync(
        session => session.ExecuteAsync(
            "UPDATE workflow_triggers SET anchor = @Before, position = @Before, next_due = @Due WHERE kind = 'schedule'",
            new { Before = (due - Hour).ToUnixMicros(), Due = due.ToUnixMicros() },
            CancellationToken.None),
        CancellationToken.None);

    private static Task<long> PlacedAsync(Database database, DateTimeOffset due) => database.ReadAsync(
        session => session.FirstAsync<long>(
            "SELECT COUNT(*) FROM runs r JOIN occurrences o ON o.id = r.occurrence_id WHERE o.due_at = @Due AND o.trigger_kind = 'schedule'",
            new { Due = due.ToUnixMicros() },
            CancellationToken.None),
        CancellationToken.None);
}
