using System.Buffers;
using System.Security.Cryptography;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Storage;

/// <summary>
/// Content-addressed files: <c>blobs/ab/cdef…</c> by SHA-256. A blob is written beside its place, hashed on the way, forced to
/// disk, and only then named; a crash leaves at most an unnamed temporary file, which the next start removes.
/// </summary>
internal sealed class BlobFolder
{
    private const int ChunkBytes = 128 * 1024;
    private readonly string _blobs;
    private readonly string _incoming;
    private readonly IIdGenerator _ids;

    public BlobFolder(string buckets, IIdGenerator ids)
    {
        _ids = ids;
        _blobs = Directory.CreateDirectory(Path.Combine(buckets, "blobs")).FullName;
        _incoming = Path.Combine(buckets, "incoming");
        if (Directory.Exists(_incoming))
        {
            Directory.Delete(_incoming, recursive: true);
        }

        Directory.CreateDirectory(_incoming);
    }

    /// <returns>The blob; a limit error when the content is larger than allowed; <c>disk-full</c>.</returns>
    public async Task<Result<StoredBlob>> StoreAsync(Stream content, long maximumBytes, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_incoming, _ids.NewId().ToString("N"));
        try
        {
            var written = await WriteAsync(content, temporary, maximumBytes, cancellationToken);
            if (written.IsOk)
            {
                Name(temporary, written.Value.Sha256);
            }

            return written;
        }
        catch (IOException e) when (DiskSpace.IsUsedUp(e))
        {
            return DiskProblem.DiskFull(_blobs, e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <exception cref="FileNotFoundException">The content of a known version is missing: the data directory was damaged.</exception>
    public FileStream Open(string sha256) =>
        new(PathOf(sha256), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.Asynchronous });

    private static async Task<Result<StoredBlob>> WriteAsync(Stream content, string path, long maximumBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var size = 0L;
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous });
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                size += read;
                if (size > maximumBytes)
                {
                    return new LimitError("object-too-large", $"The object has more than {maximumBytes:N0} bytes.", $"Split it, or raise {BucketsOptions.Section}:{nameof(BucketsOptions.MaximumObjectBytes)}.");
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            file.Flush(flushToDisk: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new StoredBlob(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private void Name(string temporary, string sha256)
    {
        var path = PathOf(sha256);
        var folder = Path.Combine(_blobs, sha256[..2]);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            DurableFolder.Sync(_blobs);
        }

        if (!File.Exists(path))
        {
            File.Move(temporary, path, overwrite: true);
        }

        // Also for a name that was there: whoever made it may not have come to this line yet.
        DurableFolder.Sync(folder);
    }

    private string PathOf(string sha256) => Path.Combine(_blobs, sha256[..2], sha256[2..]);
}
