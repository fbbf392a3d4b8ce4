using System.Globalization;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>Lists the files of a tree.</summary>
internal static class TreeListing
{
    private const int MaximumBytes = 64 * 1024 * 1024;

    /// <param name="maximumFiles">git is ended when there are more.</param>
    public static async Task<TreeList> ListTreeAsync(this GitRepository repository, string tree, int maximumFiles, CancellationToken cancellationToken)
    {
        string[] arguments = ["ls-tree", "-r", "-z", "-l", "--full-tree", tree];
        var output = await repository.RequireAsync(arguments, MaximumBytes, cancellationToken);
        // What was cut may end within a file's line.
        var parts = output.IsTruncated ? output.Parts[..^1] : output.Parts;
        return new TreeList([.. parts.Take(maximumFiles).Select(ToEntry)], output.IsTruncated || parts.Length > maximumFiles);
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
