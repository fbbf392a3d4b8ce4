namespace Twinyard.Repositories.Trees;

/// <summary>A file of a commit's tree.</summary>
/// <param name="Mode">As git writes it: <c>100644</c>, <c>100755</c>, <c>120000</c> (symbolic link) or <c>160000</c> (submodule).</param>
/// <param name="Blob">The content's id: SHA-1 over <c>blob &lt;size&gt;\0</c> and the content.</param>
/// <param name="Path">From the root, with <c>/</c>.</param>
internal sealed record TreeEntry(string Mode, string Blob, long Size, string Path)
{
    public bool IsFile => Mode is "100644" or "100755" or "100664";

    public bool IsExecutable => Mode == "100755";

    public bool IsLink => Mode == "120000";
}
