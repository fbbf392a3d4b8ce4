using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Twinyard.Workflows.Records;

/// <summary>The hash of rows in any order: the SHA-256s of the lines, added up in four lanes of 64 bits. Two files with the same lines in another order are equal.</summary>
internal sealed class RowsDigest : IDisposable
{
    private readonly IncrementalHash _line = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ulong[] _lanes = new ulong[4];
    private bool _inLine;

    public long Rows { get; private set; }

    /// <summary>Takes the next part of the file, wherever it is cut. Empty lines are no rows.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            var end = part.IndexOf((byte)'\n');
            var line = end < 0 ? part : part[..end];
            if (!line.IsEmpty)
            {
                _line.AppendData(line);
                _inLine = true;
            }

            if (end < 0)
            {
                return;
            }

            EndLine();
            part = part[(end + 1)..];
        }
    }

    public string Finish()
    {
        EndLine();
        return string.Concat(_lanes.Select(lane => lane.ToString("x16", System.Globalization.CultureInfo.InvariantCulture)));
    }

    public void Dispose() => _line.Dispose();

    private void EndLine()
    {
        if (!_inLine)
        {
            return;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _line.GetHashAndReset(hash);
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            _lanes[lane] = unchecked(_lanes[lane] + BinaryPrimitives.ReadUInt64BigEndian(hash[(lane * 8)..]));
        }

        Rows++;
        _inLine = false;
    }
}
