using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Replays;

internal sealed class ReplayedLedgerStore
{
    /// <summary>What schedules and events brought onto the ledgers, oldest first; a summary of many ticks where one of them is in the window.</summary>
    public Task<IReadOnlyList<LedgerLine>> LinesAsync(string[] workflows, long from, long until, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LedgerLine>(
            $"""
            SELECT workflow AS Workflow, trigger_id AS TriggerId, trigger_kind AS TriggerKind, reference AS Reference, label AS Label, due_at AS DueAt,
                until_at AS UntilAt, ticks AS Ticks, outcome AS Outcome, reason AS Reason
            FROM occurrences
            WHERE workflow {session.OneOf("@Workflows")} AND trigger_kind IN ('schedule', 'event') AND backfill = 0
                AND due_at < @Until AND COALESCE(until_at, due_at) >= @From
            ORDER BY due_at, id LIMIT @Limit
            """,
            new { Workflows = workflows, From = from, Until = until, Limit = (long)limit },
            cancellationToken);
}

internal sealed class LedgerLine
{
    public required string Workflow { get; init; }

    public required string TriggerId { get; init; }

    public required string TriggerKind { get; init; }

    public required string Reference { get; init; }

    public required string Label { get; init; }

    public long DueAt { get; init; }

    public long? UntilAt { get; init; }

    public long Ticks { get; init; }

    public required string Outcome { get; init; }

    public required string Reason { get; init; }
}
