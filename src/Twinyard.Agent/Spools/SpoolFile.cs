using System.Buffers.Binary;
using System.Globalization;

namespace Twinyard.Agent.Spools;

/// <summary>
/// One file of a lane: records of length, CRC-32C (little-endian 32-bit words) and payload. The file's name is the id of its
/// first message. Only ever appended to, and deleted as a whole.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const int HeaderSize = 8;

    private readonly FileStream _stream;
    private readonly List<long> _ends = [];

    private SpoolFile(FileStream stream, long firstId)
    {
        _stream = stream;
        FirstId = firstId;
    }

    public long FirstId { get; }

    /// <summary>Id after the last message.</summary>
    public long EndId => FirstId + _ends.Count;

    public long Length => _ends.Count == 0 ? 0 : _ends[^1];

    public string Path => _stream.Name;

    /// <summary>Opens or makes the file; a torn record at its end, left by a crash, is cut off.</summary>
    public static SpoolFile Open(string folder, long firstId)
    {
        var path = System.IO.Path.Combine(folder, firstId.ToString("D20", CultureInfo.InvariantCulture) + ".spool");
        var file = new SpoolFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1), firstId);
        file.Recover();
        return file;
    }

    public void Append(ReadOnlySpan<byte> payload)
    {
        var record = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Checksum(payload));
        payload.CopyTo(record.AsSpan(HeaderSize));
        RandomAccess.Write(_stream.SafeFileHandle, record, Length);
        _ends.Add(Length + record.Length);
    }

    public byte[] Read(long id)
    {
        var index = (int)(id - FirstId);
        var start = (index == 0 ? 0 : _ends[index - 1]) + HeaderSize;
        var payload = new byte[_ends[index] - start];
        return RandomAccess.Read(_stream.SafeFileHandle, payload, start) == payload.Length
            ? payload
            : throw new IOException($"{Path} became shorter than what was written to it.");
    }

    /// <summary>Bytes of the messages before an id.</summary>
    public long BytesBefore(long id) => id <= FirstId ? 0 : id >= EndId ? Length : _ends[(int)(id - FirstId) - 1];

    public void Flush() => RandomAccess.FlushToDisk(_stream.SafeFileHandle);

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _stream.Dispose();

    private void Recover()
    {
        var data = new byte[_stream.Length];
        _stream.ReadExactly(data);
        var at = 0;
        while (data.Length - at >= HeaderSize)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(at));
            if (length <= 0 || length > data.Length - at - HeaderSize)
            {
                // No message is empty: zeros are what a power cut leaves of a file that had grown.
                break;
            }

            var payload = data.AsSpan(at + HeaderSize, length);
            if (Checksum(payload) != BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at + 4)))
            {
                break;
            }

            at += HeaderSize + length;
            _ends.Add(at);
        }

        if (at < data.Length)
        {
            _stream.SetLength(at);
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
