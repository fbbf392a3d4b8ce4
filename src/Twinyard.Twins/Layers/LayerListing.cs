using System.Globalization;
using System.Text;
using Twinyard.Platform.Ids;

namespace Twinyard.Twins.Layers;

/// <summary>The files of a layer, in the order of their paths. Its text is canonical, and the hash of that is the layer's.</summary>
internal sealed class LayerListing
{
    private const string Executable = "x";
    private const string Plain = "-";

    public LayerListing(IEnumerable<LayerFile> files)
    {
        Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        var text = new StringBuilder();
        foreach (var file in Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Sha256} {(file.IsExecutable ? Executable : Plain)} {file.Size} {file.Path}\n");
        }

        Text = text.ToString();
        Hash = ContentHash.Of(Text);
    }

    public IReadOnlyList<LayerFile> Files { get; }

    public string Text { get; }

    public string Hash { get; }

    public long Size => Files.Sum(file => file.Size);

    /// <exception cref="FormatException">It is not what <see cref="Text"/> gives.</exception>
    public static LayerListing Parse(string text) => new(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        line.Split(' ', 4) is [var hash, var kind, var size, var path]
            ? new LayerFile(path, long.Parse(size, CultureInfo.InvariantCulture), kind == Executable, hash)
            : throw new FormatException($"A layer's listing has the line '{line}'.")));

    /// <summary>Of what lies in a folder.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<LayerListing> OfAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new List<LayerFile>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            await using var content = file.OpenRead();
            var hash = file.LinkTarget is null ? await ContentHash.OfAsync(content, cancellationToken) : "link";
            files.Add(new LayerFile(Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), file.Length, IsExecutableFile(file), hash));
        }

        return new LayerListing(files);
    }

    private static bool IsExecutableFile(FileInfo file) => !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
