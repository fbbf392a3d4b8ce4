using System.Globalization;
using Twinyard.Contracts.Workflows;

namespace Twinyard.WebConsole.Parts;

/// <summary>A ledger's lines as ticks.</summary>
internal static class Ledger
{
    /// <summary>In the order in which they are looked for: what is good, what is bad, what did not run.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["ran", "failed", "pending", "skipped", "missed", "superseded", "cancelled"];

    public static IReadOnlyList<Tick> Ticks(IEnumerable<OccurrenceEntry> newestFirst) =>
        [.. newestFirst.Select(entry => new Tick(entry.Id, entry.Outcome, entry.Count, Title(entry), entry.RunIds is [var first, ..] ? $"/runs/{first}" : null))];

    private static string Title(OccurrenceEntry entry)
    {
        var due = entry.UntilAt is { } until && entry.Count > 1 ? $"{Text(entry.DueAt)} to {Text(until)}" : Text(entry.DueAt);
        var outcome = entry.Count > 1 ? $"{NumberText.Of(entry.Count)} ticks {entry.Outcome}" : entry.Outcome;
        var reason = entry.Reason.Length > 0 ? $": {entry.Reason}" : "";
        return $"{due} · {entry.Trigger} · {outcome}{reason}";
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
