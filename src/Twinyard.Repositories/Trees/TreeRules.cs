using Twinyard.Platform.Results;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>
/// What a tree may hold so that laying it out writes nowhere else: no <c>..</c>, no <c>.git</c>, no submodule, and no symbolic
/// link that leads out.
/// </summary>
internal static class TreeRules
{
    private const int MaximumTarget = 4096;

    /// <returns>What is wrong, by path; empty for a good tree.</returns>
    public static async Task<IReadOnlyList<Problem>> CheckAsync(GitRepository repository, IReadOnlyList<TreeEntry> entries, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        foreach (var entry in entries)
        {
            if (CheckPath(entry) is { } complaint)
            {
                problems.Add(new Problem(entry.Path, 1, 1, "", complaint));
            }
        }

        if (entries.Any(entry => entry.IsLink))
        {
            await using var blobs = new BlobReader(repository);
            foreach (var link in entries.Where(entry => entry.IsLink))
            {
                if (link.Size > MaximumTarget)
                {
                    problems.Add(new Problem(link.Path, 1, 1, "", $"The symbolic link's target has {link.Size:N0} bytes; at most {MaximumTarget:N0} are followed."));
                    continue;
                }

                var target = await blobs.ReadTextAsync(link.Blob, cancellationToken);
                if (LeadsOut(link.Path, target))
                {
                    problems.Add(new Problem(link.Path, 1, 1, "", $"The symbolic link to '{target}' may lead out of the repository. Link to a path below, or '../' first and then down."));
                }
            }
        }

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

    private static string? CheckPath(TreeEntry entry)
    {
        if (entry is { IsFile: false, IsLink: false })
        {
            return "Submodules are not laid out. Commit the files themselves.";
        }

        if (entry.Path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "The file's name is not UTF-8.";
        }

        var bad = entry.Path.Split('/').FirstOrDefault(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase));
        return bad is null ? null : $"A path may not hold '{bad}'.";
    }
}
