using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Layers;

/// <summary>Unpacks the archive of a layer, a ZIP file that anybody may have made: plain files with paths that stay inside, each once, within bounds, and nothing else.</summary>
internal static class LayerArchive
{
    // Of the end of a ZIP file's directory (APPNOTE 4.3.16).
    private const int EndLength = 22;
    private const int LongestComment = 65_535;
    private const int DirectoryOffset = 16;

    // Entries of the directory are read into memory before one can look at them.
    private const int LargestDirectory = 32 * 1024 * 1024;

    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int ExecuteBits = 0x49;

    private static readonly byte[] EndSignature = [(byte)'P', (byte)'K', 5, 6];

    /// <param name="folder">An existing empty one. Whatever is refused may have left files in it.</param>
    public static async Task<Result<LayerListing>> UnpackAsync(Stream content, string folder, LayerBounds bounds, CancellationToken cancellationToken)
    {
        if (!await HasSmallDirectoryAsync(content, cancellationToken))
        {
            return NotZip("it has no directory at its end, or one that is too large");
        }

        try
        {
            await using var archive = await ZipArchive.CreateAsync(content, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            return await UnpackAsync(archive, folder, bounds, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return NotZip(e.Message);
        }
    }

    private static async Task<Result<LayerListing>> UnpackAsync(ZipArchive archive, string folder, LayerBounds bounds, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, LayerFile>(StringComparer.Ordinal);
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var left = bounds.Bytes;
        foreach (var entry in archive.Entries)
        {
            var path = entry.FullName.EndsWith('/') ? entry.FullName[..^1] : entry.FullName;
            var isFolder = path.Length != entry.FullName.Length;
            if (Problem(path, entry, isFolder) is { } problem)
            {
                return Hostile(path, problem);
            }

            // A folder is made for the files in it.
            if (isFolder)
            {
                continue;
            }

            if (files.ContainsKey(path) || folders.Contains(path) || Parents(path).Any(files.ContainsKey))
            {
                return Hostile(path, "it is there twice, or is a file and a folder");
            }

            if (files.Count == LayerBounds.Files)
            {
                return LayerBounds.TooMany();
            }

            folders.UnionWith(Parents(path));
            var isExecutable = (Mode(entry) & ExecuteBits) != 0;
            var written = await WriteAsync(entry, Path.Combine(folder, path), isExecutable, left, cancellationToken);
            if (written is not var (size, hash))
            {
                return bounds.TooLarge();
            }

            left -= size;
            files[path] = new LayerFile(path, size, isExecutable, hash);
        }

        return files.Count > 0 ? new LayerListing(files.Values) : new InvalidError("layer-empty", "The layer has no files.", "Publish a folder with files in it.");
    }

    private static string? Problem(string path, ZipArchiveEntry entry, bool isFolder) =>
        LayerPath.Problem(path) ?? (!isFolder && (Mode(entry) & TypeMask) is not (0 or RegularFile) ? "it is a link or a device; a layer has files only" : null);

    /// <returns>Null where it is larger than what is left, whatever the archive says about it.</returns>
    private static async Task<(long Size, string Hash)?> WriteAsync(ZipArchiveEntry entry, string path, bool isExecutable, long left, CancellationToken cancellationToken)
    {
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = isExecutable ? Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Readable;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        await using var from = await entry.OpenAsync(cancellationToken);
        await using var to = new FileStream(path, options);
        var buffer = new byte[81_920];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            size += count;
            if (size > left)
            {
                return null;
            }

            hash.AppendData(buffer, 0, count);
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<bool> HasSmallDirectoryAsync(Stream content, CancellationToken cancellationToken)
    {
        var tail = new byte[Math.Min(content.Length, EndLength + LongestComment)];
        content.Seek(-tail.Length, SeekOrigin.End);
        await content.ReadExactlyAsync(tail, cancellationToken);
        content.Seek(0, SeekOrigin.Begin);
        var end = tail.AsSpan().LastIndexOf(EndSignature);
        // A larger offset would be one of the 64-bit format, which no layer is large enough for.
        return end >= 0 && end + EndLength <= tail.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + DirectoryOffset)) is < uint.MaxValue and var offset && offset <= content.Length && content.Length - offset <= LargestDirectory;
    }

    private static int Mode(ZipArchiveEntry entry) => entry.ExternalAttributes >>> 16;

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    private static InvalidError NotZip(string why) => new("layer-not-zip", $"The layer is not a ZIP file that can be read: {why}.", "Publish it with `twinyard layer publish`, or send a ZIP file.");

    private static InvalidError Hostile(string path, string why) =>
        new("layer-path-invalid", $"The layer's entry '{string.Concat(path.Take(LayerBounds.PathLength).Select(c => char.IsControl(c) ? '?' : c))}' is refused: {why}.", "Publish plain files with relative paths.");
}
