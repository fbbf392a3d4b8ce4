namespace Twinyard.Contracts.Workflows;

/// <summary>One line of a workflow's ledger: a tick, an event or a request, and what became of it.</summary>
/// <param name="Trigger"><c>schedule</c>, <c>event</c>, <c>manual</c>, or <c>backfill</c> for a tick that was filled in later.</param>
/// <param name="Reference">The schedule expression, the event's id, or who asked.</param>
/// <param name="DueAt">When it was due: the tick, the event's time, the request's time.</param>
/// <param name="Outcome"><c>pending</c>, <c>ran</c>, <c>failed</c>, <c>cancelled</c>, <c>skipped</c>, <c>missed</c> or <c>superseded</c>.</param>
/// <param name="Reason">Why, where the outcome does not say it all.</param>
/// <param name="Count">Ticks that this line stands for; more than 1 only for the summary of a long gap, which ends at <paramref name="UntilAt"/>.</param>
/// <param name="RunIds">Its runs, the first one first and then the backup.</param>
public sealed record OccurrenceEntry(
    string Id,
    string Workflow,
    string Trigger,
    string Reference,
    DateTimeOffset DueAt,
    string Outcome,
    string Reason,
    long Count,
    DateTimeOffset? UntilAt,
    DateTimeOffset? DecidedAt,
    IReadOnlyList<string> RunIds);
