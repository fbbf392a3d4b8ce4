using System.Globalization;
using System.Text;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>Trees that no work tree can hold, written as git's objects: entries of <c>mode SP name NUL id</c>.</summary>
internal sealed class RawTree(WorkTree tree)
{
    public const string File = "100644";
    public const string Link = "120000";
    public const string Folder = "40000";
    public const string Submodule = "160000";

    public Task<string> BlobAsync(string text) => WriteAsync("blob", Encoding.UTF8.GetBytes(text));

    /// <returns>The tree's id.</returns>
    public Task<string> TreeAsync(params (string Mode, string Name, string Id)[] entries)
    {
        var bytes = new List<byte>();
        foreach (var (mode, name, id) in entries)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes($"{mode} {name}"));
            bytes.Add(0);
            bytes.AddRange(Convert.FromHexString(id));
        }

        return WriteAsync("tree", [.. bytes]);
    }

    /// <summary>A file at a path, below folders of that path.</summary>
    public async Task<string> TreeOfAsync(string mode, string path, string content)
    {
        var names = path.Split('/');
        var tree = await TreeAsync((mode, names[^1], await BlobAsync(content)));
        for (var i = names.Length - 2; i >= 0; i--)
        {
            tree = await TreeAsync((Folder, names[i], tree));
        }

        return tree;
    }

    /// <summary>Pushes a commit of a tree to the branch <c>change</c>.</summary>
    public async Task<GitOutcome> PushAsync(string treeId)
    {
        var commit = await tree.GitAsync("commit-tree", treeId, "-m", "Odd");
        commit.ExitCode.ShouldBe(0, commit.Text);
        return await tree.GitAsync("push", tree.UrlWithUser, $"{commit.Text.Trim()}:refs/heads/change");
    }

    private async Task<string> WriteAsync(string type, byte[] content)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"raw-{type}");
        tree.Write(name, content);
        var written = await tree.GitAsync("hash-object", "-t", type, "-w", "--literally", name);
        written.ExitCode.ShouldBe(0, written.Text);
        return written.Text.Trim();
    }
}
