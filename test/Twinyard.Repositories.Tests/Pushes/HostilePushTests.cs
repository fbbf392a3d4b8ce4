using Microsoft.Extensions.DependencyInjection;
using Twinyard.Repositories.Tests.Hosting;

namespace Twinyard.Repositories.Tests.Pushes;

/// <summary>What is refused is told to the pusher by git's own client, moves nothing, and the server takes the next push.</summary>
public sealed class HostilePushTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("../escape", "contains '..'")]
    [InlineData("a/../b", "contains '..'")]
    [InlineData("./a", "contains '.'")]
    [InlineData(".git/hooks/post-checkout", "contains '.git'")]
    [InlineData("a/.GIT/config", "contains '.git'")]
    [InlineData("GIT~1/config", "contains '.git'")]
    [InlineData("NUL", "'NUL': that is a device's name on Windows")]
    [InlineData("docs/con.txt", "'con.txt': that is a device's name on Windows")]
    [InlineData("a:b", "'a:b': it holds a character that Windows does not take")]
    [InlineData("back\\slash", "it holds a character that Windows does not take")]
    [InlineData("tab\tstop", "it holds a character that Windows does not take")]
    [InlineData("ends.", "it ends with a dot or a space")]
    [InlineData("ends /x", "it ends with a dot or a space")]
    public async Task Push_BadPath_IsRefusedOnTheTerminal(string path, string said)
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);

        var pushed = await raw.PushAsync(await raw.TreeOfAsync(RawTree.File, path, "x"));

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain(said);
        await AssertStandsAsync(server, tree);
    }

    [Theory]
    [InlineData("link", "/etc/passwd")]
    [InlineData("link", "../outside")]
    [InlineData("a/b/link", "../../../outside")]
    [InlineData("a/link", "b/../../../outside")]
    [InlineData("a/ünï", "../../outside")]
    public async Task Push_LinkLeadsOut_IsRefusedOnTheTerminal(string path, string target)
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);

        var pushed = await raw.PushAsync(await raw.TreeOfAsync(RawTree.Link, path, target));

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain($"the symbolic link to '{target}' may lead out of the repository");
        await AssertStandsAsync(server, tree);
    }

    [Fact]
    public async Task Push_LinkTargetWithALineBreak_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);

        var pushed = await raw.PushAsync(await raw.TreeOfAsync(RawTree.Link, "link", "fine\n/etc/passwd"));

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("link: the symbolic link's target has a line break");
        await AssertStandsAsync(server, tree);
    }

    [Fact]
    public async Task Push_LinksWithin_Arrive()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("data/Ä \"b\"/x.txt".Replace("\"", "", StringComparison.Ordinal), "x");
        tree.Write("run.sh", "true");
        File.CreateSymbolicLink(Path.Combine(tree.Folder, "data/link"), "../run.sh");
        File.CreateSymbolicLink(Path.Combine(tree.Folder, "short"), "data/./link");
        await tree.CommitAsync("Links");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldBe(0, pushed.Text);
    }

    [Fact]
    public async Task Push_NamesThatDifferByCase_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);
        var blob = await raw.BlobAsync("x");
        var folder = await raw.TreeAsync((RawTree.File, "x", blob));
        var other = await raw.TreeAsync((RawTree.File, "y", blob));

        var files = await raw.PushAsync(await raw.TreeAsync((RawTree.File, "Readme.md", blob), (RawTree.File, "readme.md", blob)));
        var folders = await raw.PushAsync(await raw.TreeAsync((RawTree.Folder, "Data", folder), (RawTree.Folder, "data", other)));

        files.ExitCode.ShouldNotBe(0);
        files.Text.ShouldContain("readme.md and Readme.md are the same where case does not count");
        folders.ExitCode.ShouldNotBe(0);
        folders.Text.ShouldContain("data and Data are the same where case does not count");
        await AssertStandsAsync(server, tree);
    }

    [Fact]
    public async Task Push_Submodule_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);

        var pushed = await raw.PushAsync(await raw.TreeAsync((RawTree.Submodule, "lib", new string('1', 40))));

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("lib: a submodule is not laid out");
        await AssertStandsAsync(server, tree);
    }

    // Eleven objects, and ten thousand million files.
    [Fact]
    public async Task Push_FewObjectsThatUnpackToCountlessFiles_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);
        var level = await raw.BlobAsync("boom");
        for (var i = 0; i < 10; i++)
        {
            var mode = i == 0 ? RawTree.File : RawTree.Folder;
            var below = level;
            level = await raw.TreeAsync([.. Enumerable.Range(0, 10).Select(n => (mode, $"f{n}", below))]);
        }

        var pushed = await raw.PushAsync(level);

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("It has more than 100000 files.");
        await AssertStandsAsync(server, tree);
    }

    [Fact]
    public async Task Push_SmallPackThatUnpacksToALot_IsRefused()
    {
        await using var server = await TestServer.StartAsync(settings: [("Repositories:MaximumTreeBytes", "20000000")]);
        using var tree = await server.CloneAsync();
        tree.Write("zeros.bin", new byte[30_000_000]);
        await tree.CommitAsync("Nothing but zeros");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("Its files have more than 20000000 bytes together.");
    }

    [Fact]
    public async Task Push_PackCutOffOrAltered_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var commit = await tree.CommitAsync("First");
        var packed = await tree.GitAsync("pack-objects", "--all", "--quiet", "out");
        packed.ExitCode.ShouldBe(0, packed.Text);
        var pack = File.ReadAllBytes(Directory.GetFiles(tree.Folder, "out-*.pack").Single());
        byte[] altered = [.. pack];
        altered[pack.Length / 2] ^= 0x55;

        (await PostAsync(server, commit, pack[..^30])).ShouldContain("unpack");
        (await PostAsync(server, commit, altered)).ShouldContain("unpack");
        (await PostAsync(server, commit, pack[..8])).ShouldContain("unpack");

        (await BranchExistsAsync(server, "x")).ShouldBeFalse();
        (await PostAsync(server, commit, pack)).ShouldContain("ok refs/heads/x");
        await AssertStandsAsync(server, tree);
    }

    [Fact]
    public async Task Push_ObjectsAreMissing_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var raw = new RawTree(tree);
        var treeId = await raw.TreeAsync((RawTree.File, "a", await raw.BlobAsync("here")));
        var commit = (await tree.GitAsync("commit-tree", treeId, "-m", "x")).Text.Trim();
        tree.Write("only", commit + "\n");
        // The commit alone, without its tree.
        var packed = await tree.GitAsync("-c", "alias.p=!git pack-objects --quiet lone < only", "p");
        packed.ExitCode.ShouldBe(0, packed.Text);

        var answer = await PostAsync(server, commit, File.ReadAllBytes(Directory.GetFiles(tree.Folder, "lone-*.pack").Single()));

        answer.ShouldContain("ng refs/heads/x");
        (await BranchExistsAsync(server, "x")).ShouldBeFalse();
        await AssertStandsAsync(server, tree);
    }

    private static async Task<string> PostAsync(TestServer server, string commit, byte[] pack)
    {
        using var client = await server.ClientAsync(TestServer.Alice);
        var line = $"{new string('0', 40)} {commit} refs/heads/x\0report-status";
        using var content = new ByteArrayContent([.. System.Text.Encoding.ASCII.GetBytes($"{line.Length + 4:x4}{line}0000"), .. pack]);
        content.Headers.ContentType = new("application/x-git-receive-pack-request");
        using var response = await client.PostAsync($"{server.Url}/git/{TestServer.Repository}.git/git-receive-pack", content);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<bool> BranchExistsAsync(TestServer server, string branch) =>
        (await server.Services.GetRequiredService<IRepositories>().ListCommitsAsync(TestServer.Repository, branch, default, None)).IsOk;

    /// <summary>Nothing of the refused push is there, and a good one is taken.</summary>
    private static async Task AssertStandsAsync(TestServer server, WorkTree tree)
    {
        (await BranchExistsAsync(server, "change")).ShouldBeFalse();
        var blob = await new RawTree(tree).BlobAsync("fine");
        var good = await new RawTree(tree).PushAsync(await new RawTree(tree).TreeAsync((RawTree.File, "fine.txt", blob)));
        good.ExitCode.ShouldBe(0, good.Text);
        Directory.GetFiles(Path.Combine(server.Home.Repositories, ".pushes"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }
}
