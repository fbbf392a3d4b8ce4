using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Runs;

/// <summary>The files under <c>objects/&lt;bucket&gt;/&lt;key…&gt;</c> of a run's output folder.</summary>
internal static class OutputFiles
{
    /// <returns>Every file, by bucket and key; an error for a link (it could point at any file of the server) or a file outside a bucket.</returns>
    public static Result<IReadOnlyList<OutputFile>> Find(string outputFolder)
    {
        var root = new DirectoryInfo(Path.Combine(outputFolder, "objects"));
        if (!root.Exists)
        {
            return Result<IReadOnlyList<OutputFile>>.Ok([]);
        }

        if (IsLink(root))
        {
            return Link(outputFolder, root);
        }

        var files = new List<OutputFile>();
        var folders = new Stack<DirectoryInfo>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (IsLink(entry))
                {
                    return Link(outputFolder, entry);
                }

                if (entry is DirectoryInfo below)
                {
                    folders.Push(below);
                    continue;
                }

                var relative = Path.GetRelativePath(root.FullName, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                var cut = relative.IndexOf('/', StringComparison.Ordinal);
                if (cut < 0)
                {
                    return new InvalidError("output-invalid", $"objects/{relative} is in no bucket.", "Write objects to objects/<bucket>/<key>.");
                }

                files.Add(new OutputFile(entry.FullName, relative[..cut], relative[(cut + 1)..]));
            }
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }

    private static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null;

    private static InvalidError Link(string outputFolder, FileSystemInfo entry) =>
        new("output-invalid", $"{Path.GetRelativePath(outputFolder, entry.FullName)} is a symbolic link.", "Write the content itself.");
}

internal readonly record struct OutputFile(string Path, string Bucket, string Key);
