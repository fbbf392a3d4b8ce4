using Twinyard.Platform.Results;

namespace Twinyard.Twins.Processes;

/// <summary>A file that a commit names, kept inside the commit's tree: neither <c>..</c> nor a symbolic link leads out of it.</summary>
internal static class TreePath
{
    /// <returns>The full path of an existing file.</returns>
    public static Result<string> Resolve(string tree, string folder, string script)
    {
        var root = Path.GetFullPath(tree);
        var path = Path.GetFullPath(Path.Combine(root, folder, script));
        if (!IsInside(root, path))
        {
            return Outside(folder, script);
        }

        if (!File.Exists(path))
        {
            return new NotFoundError(
                "script-not-found", $"The commit holds no file {Path.GetRelativePath(root, path)}.", "Check `script:` in the manifest against the files that were committed.");
        }

        return LeadsOut(root, path) ? Outside(folder, script) : path;
    }

    private static bool LeadsOut(string root, string path)
    {
        var current = root;
        foreach (var part in Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar))
        {
            current = Path.Combine(current, part);
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target && !IsInside(root, target.FullName))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInside(string root, string path) => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static InvalidError Outside(string folder, string script) =>
        new("script-outside-tree", $"The script {script} of {(folder.Length == 0 ? "the root folder" : folder)} lies outside the commit's tree.", "Name a file of the same repository, without links that lead out of it.");
}
