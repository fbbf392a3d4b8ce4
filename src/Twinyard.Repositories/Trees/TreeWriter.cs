using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>Writes files of a tree and proves each by its id, so that what lies in the folder is what was committed.</summary>
internal static class TreeWriter
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Lays the tree out from the repository.</summary>
    public static async Task WriteAsync(GitRepository repository, IReadOnlyList<TreeEntry> entries, string folder, CancellationToken cancellationToken)
    {
        await using var blobs = new BlobReader(repository);
        foreach (var entry in entries)
        {
            if (entry.IsLink)
            {
                Link(Prepare(folder, entry), await blobs.ReadTextAsync(entry.Blob, cancellationToken));
                continue;
            }

            await using var file = Create(Prepare(folder, entry), entry);
            await blobs.CopyAsync(entry.Blob, file, cancellationToken);
        }
    }

    /// <summary>Lays the tree out from a folder that holds it already.</summary>
    /// <returns>False when a file of the source is not what it must be.</returns>
    public static async Task<bool> CopyAsync(string source, IReadOnlyList<TreeEntry> entries, string folder, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            var from = PathOf(source, entry);
            if (entry.IsLink)
            {
                if (new FileInfo(from).LinkTarget is not { } target || BlobId(Encoding.UTF8.GetBytes(target)) != entry.Blob)
                {
                    return false;
                }

                Link(Prepare(folder, entry), target);
                continue;
            }

            if (!File.Exists(from) || await CopyFileAsync(from, entry, Prepare(folder, entry), cancellationToken) != entry.Blob)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<string> CopyFileAsync(string from, TreeEntry entry, string to, CancellationToken cancellationToken)
    {
        using var hash = StartBlobId(entry.Size);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await using var source = File.OpenRead(from);
            await using var file = Create(to, entry);
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static FileStream Create(string path, TreeEntry entry)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = entry.IsExecutable ? Executable : Plain;
        }

        return new FileStream(path, options);
    }

    private static void Link(string path, string target) => File.CreateSymbolicLink(path, target);

    private static string Prepare(string folder, TreeEntry entry)
    {
        var path = PathOf(folder, entry);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
        return path;
    }

    private static string PathOf(string folder, TreeEntry entry) => Path.Combine(folder, entry.Path.Replace('/', Path.DirectorySeparatorChar));

    private static string BlobId(ReadOnlySpan<byte> content)
    {
        using var hash = StartBlobId(content.Length);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IncrementalHash StartBlobId(long size)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
        return hash;
    }
}
