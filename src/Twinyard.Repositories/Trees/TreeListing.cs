using System.Globalization;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>Lists and reads the files of a tree.</summary>
internal static class TreeListing
{
    public static async Task<IReadOnlyList<TreeEntry>> ListTreeAsync(this GitRepository repository, string tree, CancellationToken cancellationToken)
    {
        var output = await repository.RequireAsync(["ls-tree", "-r", "-z", "-l", "--full-tree", tree], cancellationToken);
        return [.. output.Parts.Select(ToEntry)];
    }

    // <mode> SP <type> SP <object> SP <size, padded> TAB <path>; a submodule's size is '-'.
    private static TreeEntry ToEntry(string part)
    {
        var tab = part.IndexOf('\t', StringComparison.Ordinal);
        var fields = part[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var size = long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
        return new TreeEntry(fields[0], fields[2], size, part[(tab + 1)..]);
    }
}
