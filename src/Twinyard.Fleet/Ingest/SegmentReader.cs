using Microsoft.Win32.SafeHandles;

namespace Twinyard.Fleet.Ingest;

/// <summary>Reads the records of one segment in order and says where bytes are damaged.</summary>
internal static class SegmentReader
{
    /// <summary>Bytes that one call reads at most; a single record may be larger.</summary>
    public const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Hands every whole record between two offsets to <paramref name="take"/>, as far as one chunk goes.</summary>
    public static SegmentChunk Read(string path, long from, long to, TakeRecord take)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var data = ReadBytes(file, from, (int)Math.Min(ChunkBytes, to - from));
        if (data.Length < to - from && !IngestRecord.TryRead(data, out _, out _))
        {
            // The first record alone is greater than a chunk, or damaged: judge it with everything it could need.
            data = ReadBytes(file, from, (int)Math.Min(IngestRecord.HeaderSize + IngestRecord.MaximumBody, to - from));
        }

        var offset = 0;
        while (offset < data.Length)
        {
            if (IngestRecord.TryRead(data.AsSpan(offset), out var record, out var size))
            {
                take(record);
                offset += size;
                continue;
            }

            var isEnd = from + data.Length >= to;
            if (offset > 0 && !isEnd)
            {
                // Cut by the chunk, most likely; the next chunk begins here and knows.
                return new SegmentChunk(from + offset, null);
            }

            var next = NextRecord(data, offset + 1);
            return new SegmentChunk(from + (next ?? data.Length), new SegmentDamage(from + offset, from + (next ?? data.Length), next is not null));
        }

        return new SegmentChunk(from + offset, null);
    }

    private static byte[] ReadBytes(SafeFileHandle file, long from, int count)
    {
        var data = new byte[count];
        var read = 0;
        while (read < count && RandomAccess.Read(file, data.AsSpan(read), from + read) is var got and > 0)
        {
            read += got;
        }

        return read == count ? data : data[..read];
    }

    private static int? NextRecord(ReadOnlySpan<byte> data, int start)
    {
        ReadOnlySpan<byte> magic = "TYRC"u8;
        while (start < data.Length && data[start..].IndexOf(magic) is var found and >= 0)
        {
            start += found;
            if (IngestRecord.TryRead(data[start..], out _, out _))
            {
                return start;
            }

            start++;
        }

        return null;
    }
}

internal delegate void TakeRecord(in IngestRecord record);

/// <param name="Next">Where the next chunk begins.</param>
/// <param name="Damage">Bytes before <paramref name="Next"/> that are no record, null when there are none.</param>
internal readonly record struct SegmentChunk(long Next, SegmentDamage? Damage);

/// <param name="IsFollowed">Whether a whole record comes after: then it is no torn end.</param>
internal readonly record struct SegmentDamage(long From, long To, bool IsFollowed);
