using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// What a server leaves that ended while it wrote. Only bytes that were never acknowledged can be torn, because the acknowledgement waits for
/// the flush; and only the newest segment has them.
/// </summary>
internal static partial class TornEnd
{
    /// <summary>Nobody may be writing the segments.</summary>
    public static void Cut(SegmentFolder folder, ILogger logger)
    {
        if (folder.List() is not [.., var segment])
        {
            return;
        }

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
                LogTorn(logger, file, length - damage.From);
                return;
            }

            at = chunk.Next;
        }
    }
}
