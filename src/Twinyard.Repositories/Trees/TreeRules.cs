using Twinyard.Platform.Results;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>
/// What a tree may hold so that laying it out writes nowhere else and everywhere the same: good paths, no submodule, no symbolic
/// link that leads out, and no more than there is room for.
/// </summary>
internal static class TreeRules
{
    private const int MaximumTarget = 4096;

    /// <returns>What is wrong, by path; empty for a good tree.</returns>
    public static async Task<IReadOnlyList<Problem>> CheckAsync(GitRepository repository, TreeList tree, TreeLimits limits, CancellationToken cancellationToken)
    {
        if (tree.IsCut)
        {
            return [Whole("", $"The tree has more than {limits.Files:N0} files.")];
        }

        if (tree.Entries.Sum(entry => entry.Size) > limits.Bytes)
        {
            return [Whole("", $"The files of the tree have more than {limits.Bytes:N0} bytes together.")];
        }

        var paths = new PathRules();
        var problems = new List<Problem>();
        foreach (var entry in tree.Entries)
        {
            var complaint = entry is { IsFile: false, IsLink: false } ? "Submodules are not laid out. Commit the files themselves." : paths.Check(entry.Path);
            if (complaint is not null)
            {
                problems.Add(Whole(entry.Path, complaint));
            }
        }

        problems.AddRange(await CheckLinksAsync(repository, [.. tree.Entries.Where(entry => entry.IsLink)], cancellationToken));
        return problems;
    }

    /// <summary>
    /// True unless the target goes up first, at most to the root, and then only down. Going up after a name could follow another
    /// link first and end anywhere.
    /// </summary>
    internal static bool LeadsOut(string path, string target)
    {
        if (target.Length == 0 || target[0] == '/')
        {
            return true;
        }

        var depth = path.Count(c => c == '/');
        var wentDown = false;
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
            {
                continue;
            }

            if (part != "..")
            {
                wentDown = true;
            }
            else if (wentDown || --depth < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<IReadOnlyList<Problem>> CheckLinksAsync(GitRepository repository, IReadOnlyList<TreeEntry> links, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        if (links.Count == 0)
        {
            return problems;
        }

        await using var blobs = new BlobReader(repository);
        foreach (var link in links)
        {
            if (link.Size > MaximumTarget)
            {
                problems.Add(Whole(link.Path, $"The symbolic link's target has {link.Size:N0} bytes; at most {MaximumTarget:N0} are followed."));
                continue;
            }

            var target = await blobs.ReadTextAsync(link.Blob, cancellationToken);
            if (LeadsOut(link.Path, target))
            {
                problems.Add(Whole(link.Path, $"The symbolic link to '{target}' may lead out of the repository. Link to a path below, or '../' first and then down."));
            }
        }

        return problems;
    }

    private static Problem Whole(string path, string message) => new(path, 1, 1, "", message);
}
