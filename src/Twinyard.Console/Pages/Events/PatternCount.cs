using Twinyard.Events.Bus;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Paging;

namespace Twinyard.WebConsole.Pages.Events;

/// <summary>How a pattern does on the newest events of the bus.</summary>
/// <param name="Newest">The newest event that matches.</param>
/// <param name="Failures">Where the others fail first, the most frequent first.</param>
internal sealed record PatternCount(int Matches, int Events, bool IsWholeBus, EventEnvelope? Newest, IReadOnlyList<(string Field, int Events)> Failures)
{
    /// <param name="events">At most 1 000.</param>
    public static async Task<PatternCount> OverAsync(
        IEventHistory history, EventPattern pattern, int events, string environment, CancellationToken cancellationToken)
    {
        var page = await history.ListAsync(null, null, new PageRequest(null, events), cancellationToken);
        var results = page.Items.Select(envelope => (Event: envelope, Result: pattern.Match(envelope.ToJson(environment)))).ToList();
        var matching = results.Where(tested => tested.Result.IsMatch).ToList();
        var failures = results
            .Where(tested => tested.Result.FailedAt is not null)
            .CountBy(tested => tested.Result.FailedAt ?? "")
            .OrderByDescending(field => field.Value)
            .Select(field => (field.Key, field.Value));
        return new PatternCount(matching.Count, page.Items.Count, page.Next is null, matching.FirstOrDefault().Event, [.. failures]);
    }
}
