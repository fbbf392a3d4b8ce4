using System.Globalization;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Reading;

internal sealed class LedgerStore
{
    /// <summary>Newest first.</summary>
    public async Task<Page<OccurrenceEntry>> PageAsync(string workflow, string? outcome, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var (dueAt, id) = Cursor(page.After);
        var rows = await session.QueryAsync<OccurrenceRow>(
            $"""
            SELECT id AS Id, workflow AS Workflow, trigger_kind AS TriggerKind, label AS Label, due_at AS DueAt, until_at AS UntilAt,
                ticks AS Ticks, outcome AS Outcome, reason AS Reason, decided_at AS DecidedAt
            FROM occurrences
            WHERE workflow = @Workflow AND (due_at < @DueAt OR (due_at = @DueAt AND id < @Id)) {(outcome is null ? "" : "AND outcome = @Outcome")}
            ORDER BY due_at DESC, id DESC LIMIT @Limit
            """,
            new { Workflow = workflow, Outcome = outcome, DueAt = dueAt, Id = id, Limit = (long)page.Size + 1 },
            cancellationToken);
        var cut = Page<OccurrenceRow>.Cut(rows, page.Size, row => string.Create(CultureInfo.InvariantCulture, $"{row.DueAt}_{row.Id}"));
        var runs = await RunsAsync([.. cut.Items.Select(row => row.Id)], session, cancellationToken);
        return cut.Map(row => row.ToEntry([.. runs[row.Id]]));
    }

    private static async Task<ILookup<string, string>> RunsAsync(IReadOnlyList<string> occurrences, DbSession session, CancellationToken cancellationToken)
    {
        if (occurrences.Count == 0)
        {
            return Array.Empty<RunOfOccurrence>().ToLookup(run => run.OccurrenceId, run => run.Id);
        }

        var rows = await session.QueryAsync<RunOfOccurrence>(
            $"SELECT id AS Id, occurrence_id AS OccurrenceId FROM runs WHERE occurrence_id {session.OneOf("@Ids")} ORDER BY id",
            new { Ids = occurrences.ToArray() },
            cancellationToken);
        return rows.ToLookup(row => row.OccurrenceId, row => row.Id, StringComparer.Ordinal);
    }

    private static (long DueAt, string Id) Cursor(string? after)
    {
        var parts = after?.Split('_', 2);
        return parts is [var due, var id] && long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var dueAt)
            ? (dueAt, id)
            : (long.MaxValue, "");
    }

    private sealed class RunOfOccurrence
    {
        public required string Id { get; init; }

        public required string OccurrenceId { get; init; }
    }

    private sealed class OccurrenceRow
    {
        public required string Id { get; init; }

        public required string Workflow { get; init; }

        public required string TriggerKind { get; init; }

        public required string Label { get; init; }

        public long DueAt { get; init; }

        public long? UntilAt { get; init; }

        public long Ticks { get; init; }

        public required string Outcome { get; init; }

        public required string Reason { get; init; }

        public long? DecidedAt { get; init; }

        public OccurrenceEntry ToEntry(IReadOnlyList<string> runs) => new(
            Id,
            Workflow,
            TriggerKind,
            Label,
            UnixMicros.FromUnixMicros(DueAt),
            Outcome,
            Reason,
            Ticks,
            UnixMicros.FromUnixMicros(UntilAt),
            UnixMicros.FromUnixMicros(DecidedAt),
            runs);
    }
}
