using System.Globalization;
using Twinyard.Chaos.Evidence;

namespace Twinyard.Chaos.Checks;

/// <summary>Promise 2 for schedules: every tick is on exactly one line of the ledger, by itself or in the count of a summary.</summary>
internal static class TickChecks
{
    private const int Promise = 2;

    public static IEnumerable<Violation> Of(State state, IReadOnlyDictionary<(string Workflow, string Expression), ExpectedTicks> expected)
    {
        var lines = state.Occurrences.Where(one => one.Kind == "schedule").ToLookup(one => (one.Workflow, one.Label));
        foreach (var schedule in lines.Select(group => group.Key).Union(expected.Keys))
        {
            foreach (var violation in Of(schedule, [.. lines[schedule]], expected.GetValueOrDefault(schedule) ?? new ExpectedTicks()))
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<Violation> Of((string Workflow, string Expression) schedule, IReadOnlyList<OccurrenceRow> lines, ExpectedTicks expected)
    {
        var covered = new Dictionary<long, string>();
        foreach (var line in lines)
        {
            var ticks = expected.Allowed.GetViewBetween(line.DueAt, Math.Max(line.DueAt, line.UntilAt ?? line.DueAt)).ToList();
            if (ticks.Count != line.Ticks || ticks.Count == 0 || ticks[0] != line.DueAt || ticks[^1] != (line.UntilAt ?? line.DueAt))
            {
                yield return Wrong("A line of the ledger stands for other ticks than there were.", schedule, $"line {line.Id}, {line.Ticks} ticks from {Text(line.DueAt)} to {Text(line.UntilAt ?? line.DueAt)}; there were {ticks.Count}");
            }

            foreach (var tick in ticks)
            {
                if (!covered.TryAdd(tick, line.Id))
                {
                    yield return Wrong("A tick is on the ledger more than once.", schedule, $"{Text(tick)}: {covered[tick]}, {line.Id}");
                }
            }
        }

        foreach (var forgotten in expected.Due.Where(tick => !covered.ContainsKey(tick)))
        {
            yield return Wrong("A tick was forgotten.", schedule, Text(forgotten));
        }
    }

    private static Violation Wrong(string what, (string Workflow, string Expression) schedule, string proof) => new(Promise, what, $"{schedule.Workflow} {schedule.Expression}: {proof}");

    private static string Text(long micros) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UnixEpoch.AddMicroseconds(micros):yyyy-MM-dd HH:mm:ss.ffffff} ({micros})");
}
