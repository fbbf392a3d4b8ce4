using System.IO.Compression;

namespace Twinyard.Cli.Commands.Twins;

/// <summary>A folder as the archive that a layer is published as.</summary>
internal static class LayerPacking
{
    private const int RegularFile = 0x8000;

    // Times are no part of a layer; the ZIP format has none before this.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>A temporary file that goes with the stream.</returns>
    public static FileStream Pack(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
        {
            throw new CliError(ExitCodes.NotFound, $"There is no folder {folder}.");
        }

        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var each in root.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Where(IsPart).OrderBy(each => each.FullName, StringComparer.Ordinal))
            {
                Add(archive, each, Path.GetRelativePath(root.FullName, each.FullName).Replace('\\', '/'));
            }
        }

        file.Position = 0;
        return file;
    }

    // Python's compiled files have times of this machine in them.
    private static bool IsPart(FileInfo file) => file.Directory?.Name != "__pycache__";

    private static void Add(ZipArchive archive, FileInfo file, string path)
    {
        if (file.LinkTarget is not null)
        {
            throw new CliError(ExitCodes.Invalid, $"{path} is a link, and a layer has files only.", "Copy what it leads to: `cp -rL DIR COPY`, and publish the copy.");
        }

        var entry = archive.CreateEntry(path, CompressionLevel.Optimal);
        entry.LastWriteTime = NoTime;
        entry.ExternalAttributes = (RegularFile | (OperatingSystem.IsWindows() ? 0 : (int)file.UnixFileMode)) << 16;
        using var content = file.OpenRead();
        using var packed = entry.Open();
        content.CopyTo(packed);
    }
}
