using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.Repositories.Trees;
using Twinyard.Twins;

namespace Twinyard.Repositories.Tests.Trees;

public sealed class TreeHashTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Of_FilesOfACommit_IsGitsOwnId()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        // A folder sorts as if its name ended with a slash: after `a.b`, before `a0`.
        tree.Write("a/one.txt", "1");
        tree.Write("a/b/two.txt", "2");
        tree.Write("a.b", "3");
        tree.Write("a0", "4");
        tree.Write("ünï/three.txt", "5");
        var commit = await tree.CommitAsync("Files");
        await tree.PushAsync("change");
        using var folder = new TemporaryFolder();

        var laidOut = await server.Services.GetRequiredService<ICommitSource>().MaterializeAsync(commit, folder.Path, None);

        laidOut.Value.ShouldBe((await tree.GitAsync("rev-parse", $"{commit}^{{tree}}")).Text.Trim());
    }

    [Fact]
    public void Of_AnotherNameOrModeOrContent_IsAnotherTree()
    {
        TreeEntry file = new("100644", new string('a', 40), 1, "a.txt");
        string[] hashes =
        [
            TreeHash.Of([file]),
            TreeHash.Of([file with { Path = "b.txt" }]),
            TreeHash.Of([file with { Path = "a/a.txt" }]),
            TreeHash.Of([file with { Mode = "100755" }]),
            TreeHash.Of([file with { Blob = new string('b', 40) }]),
            TreeHash.Of([file, file with { Path = "b.txt" }]),
        ];

        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    [Fact]
    public async Task MaterializeDeployed_CommitThatWasOnlyPushed_IsDenied()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("a.txt", "a");
        var commit = await tree.CommitAsync("One");
        await tree.PushAsync("change");
        using var folder = new TemporaryFolder();

        var refused = await server.Services.GetRequiredService<ICommitSource>().MaterializeDeployedAsync(commit, folder.Path, None);

        refused.Error.ShouldBeOfType<DeniedError>().Code.ShouldBe("commit-not-deployed");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }
}
