using System.Formats.Tar;
using System.IO.Compression;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>Outputs on their way from a remote server: <c>out-0.part</c>, <c>out-1.part</c> and so on, which together are one <c>.tar.gz</c>.</summary>
internal static class OutputArchive
{
    /// <summary>Largest outputs that are taken, unpacked.</summary>
    public const long Largest = 4L * 1024 * 1024 * 1024;

    /// <exception cref="JupyterException">They cannot be read or are not what they should be.</exception>
    public static async Task UnpackAsync(JupyterFiles files, string path, int parts, string folder, CancellationToken cancellationToken)
    {
        var archive = folder.TrimEnd(Path.DirectorySeparatorChar) + ".tar.gz";
        try
        {
            await using var file = File.Create(archive);
            for (var part = 0; part < parts; part++)
            {
                await file.WriteAsync(await files.DownloadAsync($"{path}/out-{part}.part", cancellationToken), cancellationToken);
            }

            file.Position = 0;
            await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(unzipped);
            await ExtractAsync(tar, folder, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new JupyterException(new FailedError("jupyter-outputs", $"The outputs that the Jupyter Server sent are damaged: {e.Message}"), e);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    // Files and folders only: a link in what a remote server sends could lead out of the output folder.
    private static async Task ExtractAsync(TarReader tar, string folder, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        var size = 0L;
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var path = Path.GetFullPath(Path.Combine(root, entry.Name));
            size += entry.Length;
            if (size > Largest || !(path + Path.DirectorySeparatorChar).StartsWith(root, StringComparison.Ordinal))
            {
                throw new JupyterException(new LimitError("jupyter-outputs", $"The run's outputs hold {entry.Name}, which lies outside the output folder, or are larger than {Largest:N0} bytes."));
            }

            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? root);
                await entry.ExtractToFileAsync(path, overwrite: true, cancellationToken);
            }
        }
    }
}
