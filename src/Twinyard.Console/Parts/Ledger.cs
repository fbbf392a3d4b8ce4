using Twinyard.Contracts.Workflows;

namespace Twinyard.WebConsole.Parts;

/// <summary>A ledger's lines as ticks, oldest first, as time runs.</summary>
internal static class Ledger
{
    public static IReadOnlyList<Tick> Ticks(IEnumerable<OccurrenceEntry> newestFirst) =>
        [.. newestFirst.Reverse().Select(entry => new Tick(entry.Outcome, Title(entry), entry.RunIds is [var first, ..] ? $"/runs/{first}" : null))];

    private static string Title(OccurrenceEntry entry)
    {
        var count = entry.Count > 1 ? $" ({entry.Count} ticks)" : "";
        var reason = entry.Reason.Length > 0 ? $": {entry.Reason}" : "";
        return $"{entry.DueAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {entry.Trigger} {entry.Outcome}{count}{reason}";
    }
}
