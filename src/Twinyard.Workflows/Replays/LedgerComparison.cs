using System.Globalization;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Replays;

/// <summary>
/// Sets what proposed triggers would have brought onto the ledger beside its lines. The same is what has the same workflow and the same event or tick,
/// also when another trigger brought it: the workflow would have run for it then as it did.
/// </summary>
internal static class LedgerComparison
{
    private const string Run = "run";

    /// <param name="causes">Trigger id → schedule or pattern, of triggers that are proposed or deployed.</param>
    /// <param name="from">The beginning of the window, in Unix microseconds: a summary that began earlier is told from there on.</param>
    public static IReadOnlyList<ReplayEffect> Of(
        IReadOnlyList<ReplayedOccurrence> proposed, IReadOnlyList<LedgerLine> lines, IReadOnlyDictionary<string, string> causes, long from)
    {
        var single = lines.Where(line => line.UntilAt is null).GroupBy(line => (line.Workflow, line.TriggerKind, line.Reference)).ToDictionary(group => group.Key, group => group.ToList());
        var summaries = lines.Where(line => line.UntilAt is not null).ToLookup(line => line.TriggerId, StringComparer.Ordinal);
        var met = new HashSet<LedgerLine>();
        var effects = new List<ReplayEffect>();
        foreach (var one in proposed)
        {
            var line = Take(one, single) ?? summaries[one.Trigger.Id].FirstOrDefault(summary => summary.DueAt <= one.Occurrence.DueAt && one.Occurrence.DueAt <= summary.UntilAt);
            if (line is not null)
            {
                met.Add(line);
            }

            effects.Add(new ReplayEffect
            {
                What = Run,
                Name = one.Trigger.Workflow,
                At = UnixMicros.FromUnixMicros(one.Occurrence.DueAt),
                Cause = one.Trigger.Expression,
                EventId = EventOf(one.Occurrence.TriggerKind, one.Occurrence.Reference),
                Now = line is null ? null : Told(line.Outcome, line.Reason),
                Proposed = one.Verdict is { } verdict ? Told(verdict.Outcome, verdict.Reason) : Run,
            });
        }

        effects.AddRange(lines.Where(line => !met.Contains(line)).Select(line => new ReplayEffect
        {
            What = Run,
            Name = line.Workflow,
            At = UnixMicros.FromUnixMicros(Math.Max(from, line.DueAt)),
            Cause = causes.GetValueOrDefault(line.TriggerId, line.Label),
            EventId = EventOf(line.TriggerKind, line.Reference),
            Now = Told(line.Outcome, line.Reason) + (line.UntilAt is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({line.Ticks} ticks)")),
        }));
        return effects;
    }

    // Two triggers of a workflow may bring the same event; each line stands beside one of them, its own where there is one.
    private static LedgerLine? Take(ReplayedOccurrence one, Dictionary<(string, string, string), List<LedgerLine>> lines)
    {
        if (!lines.TryGetValue((one.Trigger.Workflow, one.Occurrence.TriggerKind, one.Occurrence.Reference), out var candidates) || candidates.Count == 0)
        {
            return null;
        }

        var line = candidates.Find(candidate => candidate.TriggerId == one.Trigger.Id) ?? candidates[0];
        candidates.Remove(line);
        return line;
    }

    private static string? EventOf(string triggerKind, string reference) => triggerKind == NewOccurrence.Event ? reference : null;

    private static string Told(string outcome, string reason) => reason.Length == 0 ? outcome : $"{outcome}: {reason}";
}
