using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Moves durable records from the segments into the warehouse. Rows, the numbers taken, and the position commit in one
/// transaction, so a crash repeats or keeps a chunk as a whole: every acknowledged row is loaded exactly once.
/// </summary>
internal sealed partial class IngestLoader : IBackgroundWork
{
    /// <summary>Streams whose taken numbers are kept in memory; the warehouse has them all.</summary>
    private const int MaximumTrackers = 100_000;

    private readonly SegmentFolder _folder;
    private readonly IngestLog _log;
    private readonly IngestPosition _position;
    private readonly IWarehouse _warehouse;
    private readonly IngestCounters _counters;
    private readonly FleetOptions _options;
    private readonly ILogger<IngestLoader> _logger;
    private readonly Dictionary<(string Device, string Stream), SequenceTracker> _trackers = [];
    private long _pending;

    public IngestLoader(
        SegmentFolder folder, IngestLog log, IngestPosition position, IWarehouse warehouse, IngestCounters counters, IOptions<FleetOptions> options, ILogger<IngestLoader> logger)
    {
        _folder = folder;
        _log = log;
        _position = position;
        _warehouse = warehouse;
        _counters = counters;
        _options = options.Value;
        _logger = logger;
    }

    public string Name => "ingest loader";

    // No signal on purpose: loading a second's worth at a time is many times cheaper for the warehouse than row by row.
    public TimeSpan Interval => _options.LoadInterval;

    /// <summary>Bytes that were waiting at the end of the last pass.</summary>
    public long PendingBytes => Interlocked.Read(ref _pending);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        _log.CloseIfOld();
        var loaded = await _position.ReadAsync(cancellationToken);
        foreach (var segment in _folder.List())
        {
            if (segment < loaded.Segment)
            {
                // Loaded as a whole; the server stopped before the file was deleted.
                Delete(segment);
                continue;
            }

            var from = segment == loaded.Segment ? loaded.Offset : 0;
            await LoadAsync(segment, from, cancellationToken);
        }

        Interlocked.Exchange(ref _pending, Waiting(await _position.ReadAsync(cancellationToken)));
    }

    private async Task LoadAsync(long segment, long from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _log.DurableLength(segment, out var isClosed);
            if (from >= length)
            {
                if (isClosed)
                {
                    await FinishAsync(segment, cancellationToken);
                }

                return;
            }

            from = await LoadChunkAsync(segment, from, length, cancellationToken);
        }
    }

    private async Task<long> LoadChunkAsync(long segment, long from, long length, CancellationToken cancellationToken)
    {
        var batch = new LoadBatch();
        var chunk = SegmentReader.Read(_folder.FileOf(segment), from, length, batch.Add);
        if (chunk.Damage is { } damage)
        {
            var copy = SetAside(segment);
            LogDamaged(_folder.FileOf(segment), damage.From, damage.To, copy);
        }

        foreach (var message in batch.Unreadable)
        {
            LogUnreadable(SetAside(segment), message);
        }

        var taken = await _warehouse.WriteAsync(
            session => batch.WriteAsync(session, _trackers, new LoadedPosition(segment, chunk.Next), cancellationToken), cancellationToken);
        if (_trackers.Count > MaximumTrackers)
        {
            _trackers.Clear();
        }

        foreach (var (key, tracker) in taken)
        {
            _trackers[key] = tracker;
        }

        _counters.CountLoaded(batch.Loaded, batch.Duplicates);
        return chunk.Next;
    }

    /// <summary>Moves the position past the segment before the file goes, so that its number is never used again.</summary>
    private async Task FinishAsync(long segment, CancellationToken cancellationToken)
    {
        await _warehouse.WriteAsync(
            async session =>
            {
                await IngestPosition.WriteAsync(session, new LoadedPosition(segment + 1, 0), cancellationToken);
                return true;
            },
            cancellationToken);
        Delete(segment);
    }

    private void Delete(long segment)
    {
        File.Delete(_folder.FileOf(segment));
        _log.Forget(segment);
    }

    private string SetAside(long segment)
    {
        var file = _folder.FileOf(segment);
        var copy = Path.Combine(Directory.CreateDirectory(_folder.Quarantine).FullName, Path.GetFileName(file));
        File.Copy(file, copy, overwrite: true);
        _counters.CountQuarantined();
        return copy;
    }

    private long Waiting(LoadedPosition loaded) => _folder.List().Sum(segment =>
        Math.Max(0, _log.DurableLength(segment, out _) - (segment == loaded.Segment ? loaded.Offset : 0)));
}
