using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Runs;

internal sealed class OccurrenceStore
{
    /// <summary>What triggered each of the given occurrences, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, OccurrenceInput>> InputsAsync(IReadOnlyList<string> ids, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<OccurrenceInput>(
            $"SELECT id AS Id, due_at AS DueAt, backfill AS Backfill, event AS EventJson, input AS InputJson FROM occurrences WHERE id {session.OneOf("@Ids")}",
            new { Ids = ids.ToArray() },
            cancellationToken);
        return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
    }
}

internal sealed class OccurrenceInput
{
    public required string Id { get; init; }

    public long DueAt { get; init; }

    public long Backfill { get; init; }

    public string? EventJson { get; init; }

    public string? InputJson { get; init; }
}
