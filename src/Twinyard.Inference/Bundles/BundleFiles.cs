using System.Formats.Tar;
using System.IO.Compression;

namespace Twinyard.Inference.Bundles;

/// <summary>A bundle's files in memory, from a folder, a zip archive, or a tar archive (also gzipped). Nothing is ever extracted to a path an archive names.</summary>
internal sealed class BundleFiles
{
    /// <summary>What all files together may hold.</summary>
    public const long MaximumBytes = 512L * 1024 * 1024;

    private const string PackAgain = "Pack it again with BundleWriter, or point at the bundle's folder.";
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly string _origin;
    private long _bytes;

    private BundleFiles(string origin) => _origin = origin;

    public byte[] Get(string name) => _files.TryGetValue(name, out var content)
        ? content
        : throw new BundleException(name, $"The file is missing from {_origin}.", _files.Count == 0 ? "It is empty." : $"It holds {string.Join(", ", _files.Keys.Order(StringComparer.Ordinal))}.");

    public static BundleFiles Load(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return FromFolder(path);
            }

            using var stream = File.OpenRead(path);
            return FromArchive(stream, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BundleException(path, "There is no bundle here.", "Give a bundle's folder or its archive (.zip, .tar, .tar.gz).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, $"The bundle cannot be read: {e.Message}", "Check that the file is whole and that this user may read it.", e);
        }
    }

    /// <param name="archive">Seekable, at its start.</param>
    public static BundleFiles FromArchive(Stream archive, string origin)
    {
        var files = new BundleFiles(origin);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            var read = archive.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
            archive.Position = 0;
            switch (read < 2 ? (0, 0) : (magic[0], magic[1]))
            {
                case ((byte)'P', (byte)'K'):
                    files.AddZip(archive);
                    break;
                case (0x1F, 0x8B):
                    using (var inflated = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true))
                    {
                        files.AddTar(inflated);
                    }

                    break;
                default:
                    files.AddTar(archive);
                    break;
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new BundleException(origin, $"This is no archive of a bundle, or it is damaged: {e.Message}", PackAgain, e);
        }

        return files;
    }

    // The framework's zip and tar readers tell damage in all these ways, depending on the byte.
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or FormatException or InvalidOperationException or ArgumentException or OverflowException or NotSupportedException;

    private static BundleFiles FromFolder(string folder)
    {
        var files = new BundleFiles(folder);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            using var stream = File.OpenRead(path);
            files.Add(Path.GetFileName(path), stream, stream.Length);
        }

        return files;
    }

    private void AddZip(Stream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries.Where(entry => entry.Name.Length > 0))
        {
            using var stream = entry.Open();
            Add(entry.FullName, stream, entry.Length);
        }
    }

    private void AddTar(Stream archive)
    {
        using var tar = new TarReader(archive, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } stream)
            {
                Add(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, stream, entry.Length);
            }
        }
    }

    private void Add(string name, Stream stream, long length)
    {
        if (length > MaximumBytes - _bytes)
        {
            throw new BundleException(_origin, $"The bundle holds more than {MaximumBytes / (1024 * 1024)} MiB.", "Leave out what the device does not need.");
        }

        _bytes += length;
        // Read by the announced length, so that an archive that lies about it cannot fill the memory.
        var content = new byte[length];
        stream.ReadExactly(content);
        _files[name] = content;
    }
}
