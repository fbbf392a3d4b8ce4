using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.Repositories.Trees;
using Twinyard.Twins;

namespace Twinyard.Repositories.Tests.Trees;

[UnsupportedOSPlatform("windows")]
public sealed class CommitFilesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Materialize_FilesLinksAndModes_AreExactlyTheTree()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write(".gitattributes", "* text eol=crlf ident\n");
        tree.Write("a/ünï.txt", "line $Id$\nline\n");
        tree.Write("run.sh", "#!/bin/sh\n");
        tree.Write("empty", "");
        File.SetUnixFileMode(Path.Combine(tree.Folder, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(tree.Folder, "a/link"), "../run.sh");
        var commit = await tree.CommitAsync("All kinds");
        await tree.PushAsync("change");
        var source = server.Services.GetRequiredService<ICommitSource>();

        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var folder = new TemporaryFolder();
            (await source.MaterializeAsync(commit, folder.Path, None)).IsOk.ShouldBeTrue();

            File.ReadAllText(Path.Combine(folder.Path, "a/ünï.txt")).ShouldBe("line $Id$\nline\n");
            File.GetUnixFileMode(Path.Combine(folder.Path, "run.sh")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
            new FileInfo(Path.Combine(folder.Path, "a/link")).LinkTarget.ShouldBe("../run.sh");
            Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Length.ShouldBe(6);
        }
    }

    [Fact]
    public async Task Materialize_CacheWasChanged_StillGivesTheCommit()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("a.txt", "right");
        var commit = await tree.CommitAsync("One");
        await tree.PushAsync("change");
        var source = server.Services.GetRequiredService<ICommitSource>();
        using var first = new TemporaryFolder();
        await source.MaterializeAsync(commit, first.Path, None);
        File.WriteAllText(Directory.GetFiles(Path.Combine(server.Home.Cache, "trees"), "a.txt", SearchOption.AllDirectories).Single(), "wrong");
        using var second = new TemporaryFolder();

        (await source.MaterializeAsync(commit, second.Path, None)).IsOk.ShouldBeTrue();

        File.ReadAllText(Path.Combine(second.Path, "a.txt")).ShouldBe("right");
    }

    [Fact]
    public async Task Materialize_LinkLeadsOut_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        File.CreateSymbolicLink(Path.Combine(tree.Folder, "out"), "/etc");
        var commit = await tree.CommitAsync("Lead out");
        // Past the hook, which would have refused it.
        var bare = Path.Combine(server.Home.Repositories, $"{TestServer.Repository}.git");
        (await tree.GitAsync("-c", "core.hooksPath=/dev/null", "push", "--quiet", bare, "HEAD:refs/heads/change")).ExitCode.ShouldBe(0);
        using var folder = new TemporaryFolder();

        var result = await server.Services.GetRequiredService<ICommitSource>().MaterializeAsync(commit, folder.Path, None);

        result.Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("out(1,1): The symbolic link to '/etc'");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a1b2")]
    [InlineData("--help")]
    [InlineData("refs/heads/main")]
    [InlineData("0123456789012345678901234567890123456789")]
    public async Task Materialize_UnknownCommit_IsNotFound(string commit)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateRepositoryAsync(TestServer.Repository);
        using var folder = new TemporaryFolder();

        var result = await server.Services.GetRequiredService<ICommitSource>().MaterializeAsync(commit, folder.Path, None);

        result.Error.ShouldBeOfType<NotFoundError>();
    }

    [Theory]
    [InlineData("link", "file", false)]
    [InlineData("a/link", "../b/c", false)]
    [InlineData("link", "..", true)]
    [InlineData("a/link", "../../b", true)]
    [InlineData("a/link", "b/../../c", true)]
    [InlineData("link", "/etc/passwd", true)]
    [InlineData("link", "a/./b", false)]
    [InlineData("link", "", true)]
    public void LeadsOut_Target_IsJudgedByGoingUp(string path, string target, bool expected) =>
        TreeRules.LeadsOut(path, target).ShouldBe(expected);
}
