using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;

namespace Twinyard.Fleet.Ingest;

/// <summary>Loads what this server has made durable, as far as it is durable.</summary>
internal sealed class IngestLoader(SegmentFolder folder, IngestLog log, IngestPosition position, SegmentLoader loader, IOptions<FleetOptions> options) : IBackgroundWork
{
    private long _pending;

    public string Name => "ingest loader";

    // No signal on purpose: loading a second's worth at a time is many times cheaper for the warehouse than row by row.
    public TimeSpan Interval => options.Value.LoadInterval;

    /// <summary>Bytes that were waiting at the end of the last pass.</summary>
    public long PendingBytes => Interlocked.Read(ref _pending);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        log.CloseIfOld();
        await loader.RunAsync(ExtentOf, log.Forget, cancellationToken);
        Interlocked.Exchange(ref _pending, Waiting(await position.ReadAsync(cancellationToken)));
    }

    private SegmentExtent ExtentOf(long segment)
    {
        var length = log.DurableLength(segment, out var isClosed);
        return new SegmentExtent(length, isClosed);
    }

    private long Waiting(LoadedPosition loaded) => folder.List().Sum(segment =>
        Math.Max(0, log.DurableLength(segment, out _) - (segment == loaded.Segment ? loaded.Offset : 0)));
}
