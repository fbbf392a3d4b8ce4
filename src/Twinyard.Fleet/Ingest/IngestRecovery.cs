using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Before the broker listens: cuts off the torn end of the newest segment and lets the log go on behind the highest number that
/// was ever used. Only bytes that were never acknowledged can be torn, because the acknowledgement waits for the flush.
/// </summary>
internal sealed partial class IngestRecovery(SegmentFolder folder, IngestPosition position, IngestLog log, ILogger<IngestRecovery> logger) : IStartupWork
{
    public string Name => "ingest recovery";

    public int Order => 500;

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        var loaded = await position.ReadAsync(cancellationToken);
        var segments = folder.List();
        try
        {
            if (segments.Count > 0)
            {
                CutTornEnd(segments[^1]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedError("ingest-not-readable", $"The segments in {folder.Path} cannot be recovered: {e.Message}", "Give the server the right to read and write there, then start it again.");
        }

        log.Start(Math.Max(loaded.Segment, segments.Count == 0 ? 0 : segments[^1]));
        return Done.Value;
    }

    private void CutTornEnd(long segment)
    {
        var file = folder.FileOf(segment);
        var length = folder.SizeOf(segment);
        var at = 0L;
        while (at < length)
        {
            var chunk = SegmentReader.Read(file, at, length, static (in IngestRecord _) => { });
            if (chunk.Damage is { IsFollowed: false } damage && chunk.Next >= length)
            {
                using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.None);
                RandomAccess.SetLength(handle, damage.From);
                RandomAccess.FlushToDisk(handle);
                LogTorn(file, length - damage.From);
                return;
            }

            at = chunk.Next;
        }
    }
}
