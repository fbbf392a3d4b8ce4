using System.Buffers;
using System.Security.Cryptography;
using Twinyard.Platform.Homes;

namespace Twinyard.Platform.Backups;

/// <summary>Copies files, and hashes them on the way.</summary>
internal static class BackupFiles
{
    private const int ChunkBytes = 1024 * 1024;

    /// <param name="length">Copied up to there, of a file that grows; null for all.</param>
    /// <exception cref="FileNotFoundException">It is gone; nothing was written.</exception>
    /// <exception cref="IOException">It cannot be read, or the target cannot be written.</exception>
    public static async Task<BackupEntry> CopyAsync(FileInfo source, string target, string path, long? length, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // below the backup
        if (source.LinkTarget is { } link)
        {
            File.CreateSymbolicLink(target, link);
            return new BackupEntry(path, 0, "", 0) { Link = link };
        }

        if (!source.Exists)
        {
            throw new FileNotFoundException($"{source.FullName} is not there any more.", source.FullName);
        }

        var mode = ModeOf(source);
        await using var to = new FileStream(target, Creation(mode));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (source.Length == 0)
        {
            // A pipe or a socket is empty to its reader's eyes too, and must not be opened.
            return new BackupEntry(path, 0, Convert.ToHexStringLower(hash.GetHashAndReset()), mode);
        }

        await using var from = new FileStream(source.FullName, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        var size = await PumpAsync(from, to, hash, length ?? from.Length, cancellationToken);
        to.Flush(flushToDisk: true);
        return new BackupEntry(path, size, Convert.ToHexStringLower(hash.GetHashAndReset()), mode);
    }

    /// <summary>The entry of a file that is in its place already.</summary>
    public static async Task<BackupEntry> OfAsync(string file, string path, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(file, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = await PumpAsync(content, Stream.Null, hash, long.MaxValue, cancellationToken);
        return new BackupEntry(path, size, Convert.ToHexStringLower(hash.GetHashAndReset()), ModeOf(new FileInfo(file)));
    }

    /// <summary>Makes the names in a folder, and in those below it, durable.</summary>
    public static void Sync(string folder)
    {
        foreach (var below in Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            DurableFolder.Sync(below);
        }

        DurableFolder.Sync(folder);
    }

    private static async Task<long> PumpAsync(Stream from, Stream to, IncrementalHash hash, long length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var size = 0L;
        try
        {
            int read;
            while (size < length && (read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - size)), cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                size += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return size;
    }

    private static FileStreamOptions Creation(int mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = (UnixFileMode)mode | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static int ModeOf(FileInfo file) => OperatingSystem.IsWindows() ? 0 : (int)file.UnixFileMode;
}
