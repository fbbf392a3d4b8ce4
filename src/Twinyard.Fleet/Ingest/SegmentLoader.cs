using Microsoft.Extensions.Logging;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Moves the records of one folder's segments into the warehouse. Rows, the numbers taken, and the position commit in one transaction, so a
/// crash, or a commit whose outcome nobody knows, repeats or keeps a chunk as a whole: every acknowledged row is loaded exactly once.
/// </summary>
internal sealed partial class SegmentLoader(SegmentFolder folder, IngestPosition position, IWarehouse warehouse, IngestCounters counters, ILogger<SegmentLoader> logger)
{
    /// <summary>Loads everything that may be read, and deletes what has been loaded as a whole.</summary>
    /// <param name="extentOf">How far a segment may be read, and whether nothing will be added to it.</param>
    /// <param name="deleted">Told of each segment that is gone.</param>
    public async Task RunAsync(Func<long, SegmentExtent> extentOf, Action<long> deleted, CancellationToken cancellationToken)
    {
        var loaded = await position.ReadAsync(cancellationToken);
        foreach (var segment in folder.List())
        {
            // One before the position was loaded as a whole; the server stopped before the file was deleted.
            if (segment < loaded.Segment || await LoadAsync(segment, segment == loaded.Segment ? loaded.Offset : 0, extentOf, cancellationToken))
            {
                File.Delete(folder.FileOf(segment));
                deleted(segment);
            }
        }
    }

    /// <returns>Whether nothing of the segment is needed any more.</returns>
    private async Task<bool> LoadAsync(long segment, long from, Func<long, SegmentExtent> extentOf, CancellationToken cancellationToken)
    {
        while (true)
        {
            var extent = extentOf(segment);
            if (from < extent.Length)
            {
                from = await LoadChunkAsync(segment, from, extent.Length, cancellationToken);
                continue;
            }

            if (extent.IsClosed)
            {
                await FinishAsync(segment, cancellationToken);
            }

            return extent.IsClosed;
        }
    }

    private async Task<long> LoadChunkAsync(long segment, long from, long length, CancellationToken cancellationToken)
    {
        var batch = new LoadBatch();
        var chunk = SegmentReader.Read(folder.FileOf(segment), from, length, batch.Add);
        if (chunk.Damage is { } damage)
        {
            var copy = SetAside(segment);
            LogDamaged(folder.FileOf(segment), damage.From, damage.To, copy);
        }

        foreach (var message in batch.Unreadable)
        {
            LogUnreadable(SetAside(segment), message);
        }

        await warehouse.WriteAsync(
            async session =>
            {
                await batch.WriteAsync(session, cancellationToken);
                await position.WriteAsync(session, new LoadedPosition(segment, chunk.Next), cancellationToken);
                return true;
            },
            cancellationToken);
        counters.CountLoaded(batch.Loaded, batch.Duplicates);
        return chunk.Next;
    }

    /// <summary>Moves the position past the segment before the file goes, so that its number is never used again.</summary>
    private Task FinishAsync(long segment, CancellationToken cancellationToken) => warehouse.WriteAsync(
        async session =>
        {
            await position.WriteAsync(session, new LoadedPosition(segment + 1, 0), cancellationToken);
            return true;
        },
        cancellationToken);

    private string SetAside(long segment)
    {
        var file = folder.FileOf(segment);
        var copy = Path.Combine(Directory.CreateDirectory(folder.Quarantine).FullName, Path.GetFileName(file));
        File.Copy(file, copy, overwrite: true);
        counters.CountQuarantined();
        return copy;
    }
}

internal readonly record struct SegmentExtent(long Length, bool IsClosed);
