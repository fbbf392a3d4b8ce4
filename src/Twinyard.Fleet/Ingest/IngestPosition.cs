using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>How far the segments of one folder have been loaded. Kept in the warehouse, so that it commits with the rows.</summary>
/// <param name="node">Whose folder it is; empty for a server that is alone.</param>
internal sealed class IngestPosition(IWarehouse warehouse, string node)
{
    public Task<LoadedPosition> ReadAsync(CancellationToken cancellationToken) => warehouse.ReadAsync(
        async session =>
        {
            var result = await session.QueryAsync("SELECT segment, position FROM ingest_position WHERE node = ?", [node], cancellationToken);
            return result.Rows is [var row, ..] ? new LoadedPosition((long)row[0]!, (long)row[1]!) /* both are NOT NULL */ : default;
        },
        cancellationToken);

    public async Task WriteAsync(IWarehouseSession session, LoadedPosition position, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM ingest_position WHERE node = ?", [node], cancellationToken);
        await session.ExecuteAsync("INSERT INTO ingest_position (node, segment, position) VALUES (?, ?, ?)", [node, position.Segment, position.Offset], cancellationToken);
    }
}

/// <param name="Segment">0 before anything was loaded.</param>
/// <param name="Offset">Everything before it has been loaded.</param>
internal readonly record struct LoadedPosition(long Segment, long Offset);
