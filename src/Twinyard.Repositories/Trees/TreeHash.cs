using System.Security.Cryptography;
using System.Text;

namespace Twinyard.Repositories.Trees;

/// <summary>
/// git's id of a tree, computed again from its files: SHA-1 over <c>tree &lt;size&gt;\0</c> and one <c>&lt;mode&gt; &lt;name&gt;\0&lt;id&gt;</c> an entry,
/// in git's order, where a folder sorts as if its name ended with <c>/</c>.
/// </summary>
internal static class TreeHash
{
    private const string FolderMode = "40000";

    /// <param name="entries">All files of the tree, with paths from its root.</param>
    public static string Of(IReadOnlyList<TreeEntry> entries) => Convert.ToHexStringLower(Hash([.. entries.Select(entry => (entry.Path.Split('/'), entry))], 0));

    private static byte[] Hash(IReadOnlyList<(string[] Path, TreeEntry Entry)> files, int depth)
    {
        var lines = new List<(byte[] Order, byte[] Line)>();
        foreach (var group in files.GroupBy(file => file.Path[depth], StringComparer.Ordinal))
        {
            var name = group.Key;
            if (group.First() is { } first && first.Path.Length == depth + 1)
            {
                lines.Add((Encoding.UTF8.GetBytes(name), Line(first.Entry.Mode.TrimStart('0'), name, Convert.FromHexString(first.Entry.Blob))));
            }
            else
            {
                lines.Add((Encoding.UTF8.GetBytes($"{name}/"), Line(FolderMode, name, Hash([.. group], depth + 1))));
            }
        }

        lines.Sort((a, b) => a.Order.AsSpan().SequenceCompareTo(b.Order));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"tree {lines.Sum(line => line.Line.Length)}\0")));
        foreach (var (_, line) in lines)
        {
            hash.AppendData(line);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Line(string mode, string name, byte[] id) => [.. Encoding.UTF8.GetBytes($"{mode} {name}\0"), .. id];
}
