using Microsoft.Extensions.DependencyInjection;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Reverts;

public sealed class RevertTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task RevertProposal_Newest_DeploysTheFormerStateAtOnce(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        await DeployNoteAsync(server, tree, "a", "old");
        var second = await DeployNoteAsync(server, tree, "a", "new");

        var outcome = (await Reverts(server).RevertProposalAsync(second.Proposal, TestServer.Bob, None)).Value;

        var deployment = outcome.Deployment.ShouldNotBeNull();
        deployment.Changes.ShouldBe([new ResourceChange("update", "note", "a")]);
        deployment.Previous.ShouldBe(second.Commit);
        deployment.MergedBy.ShouldBe("bob");
        (await server.NotesAsync()).ShouldBe([("note", "a", """{"text":"old"}""", deployment.Commit)]);
        (await tree.MainAsync()).ShouldBe(deployment.Commit);
        (await tree.GitAsync("fetch", "--quiet", tree.UrlWithUser, "main")).ExitCode.ShouldBe(0);
        (await tree.GitAsync("show", "FETCH_HEAD:resources/a.yaml")).Text.ShouldContain("text: old");
        var detail = await server.DetailAsync(deployment.Proposal);
        detail.Proposal.State.ShouldBe("merged");
        detail.Checks.ShouldHaveSingleItem().Detail.ShouldContain("its checks passed");
        (await server.EventsAsync()).TakeLast(2).ShouldBe(["proposal.merged", "deployment.applied"]);
    }

    [Fact]
    public async Task Revert_Twice_BringsTheLaterStateBack()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await DeployNoteAsync(server, tree, "a", "old");
        await DeployNoteAsync(server, tree, "a", "new");

        (await Reverts(server).RevertAsync(TestServer.Repository, null, TestServer.Bob, None)).IsOk.ShouldBeTrue();
        (await Reverts(server).RevertAsync(TestServer.Repository, null, TestServer.Bob, None)).IsOk.ShouldBeTrue();

        (await server.NotesAsync()).ShouldHaveSingleItem().Specification.ShouldBe("""{"text":"new"}""");
    }

    [Fact]
    public async Task Revert_ToAnEarlierCommit_DeletesWhatCameLater()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var first = await DeployNoteAsync(server, tree, "a", "x");
        await DeployNoteAsync(server, tree, "b", "x");
        await DeployNoteAsync(server, tree, "c", "x");

        var reverted = (await Reverts(server).RevertAsync(TestServer.Repository, first.Commit, TestServer.Bob, None)).Value;

        reverted.Changes.ShouldBe([new ResourceChange("delete", "note", "b"), new ResourceChange("delete", "note", "c")]);
        (await server.NotesAsync()).Select(note => note.Name).ShouldBe(["a"]);
    }

    [Fact]
    public async Task RevertProposal_OthersCameAfter_ProposesItsRemoval()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await DeployNoteAsync(server, tree, "a", "x");
        var second = await DeployNoteAsync(server, tree, "b", "x");
        await DeployNoteAsync(server, tree, "c", "x");

        var outcome = (await Reverts(server).RevertProposalAsync(second.Proposal, TestServer.Alice, None)).Value;

        outcome.Deployment.ShouldBeNull();
        var proposal = outcome.Proposal.ShouldNotBeNull();
        proposal.Title.ShouldBe("Revert \"b\"");
        var detail = await server.DetailAsync(proposal.Id);
        detail.Plan.ShouldBe([new ResourceChange("delete", "note", "b")]);
        detail.Diff.Files.Select(file => file.Path).ShouldBe(["resources/b.yaml"]);
        await server.RunChecksAsync();
        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);
        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).IsOk.ShouldBeTrue();
        (await server.NotesAsync()).Select(note => note.Name).ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task Revert_NothingBefore_SaysSo()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        (await Reverts(server).RevertAsync(TestServer.Repository, null, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("revert-nothing");
        var first = await DeployNoteAsync(server, tree, "a", "x");

        (await Reverts(server).RevertAsync(TestServer.Repository, null, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("revert-first");
        (await Reverts(server).RevertAsync(TestServer.Repository, new string('1', 40), TestServer.Bob, None)).Error.ShouldBeOfType<InvalidError>().Code.ShouldBe("revert-not-deployed");
        (await Reverts(server).RevertAsync(TestServer.Repository, first.Commit, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("revert-same");
        (await Reverts(server).RevertAsync("nowhere", null, TestServer.Bob, None)).Error.ShouldBeOfType<NotFoundError>();
        (await Reverts(server).RevertProposalAsync(99, TestServer.Bob, None)).Error.ShouldBeOfType<NotFoundError>();
    }

    [Fact]
    public async Task Revert_FormerStateNamesWhatIsGone_DeploysNothing()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        // The second takes over a name that the first had: going back collides with whoever has it now.
        await DeployNoteAsync(server, tree, "a", "x");
        File.Delete(Path.Combine(tree.Folder, "resources/a.yaml"));
        await tree.CommitAsync("Drop a");
        var dropped = await server.DeployAsync(tree, "drop");
        await server.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO repositories_repositories (name, deployed, created_at) VALUES ('other', '', 0)", null, None);
                await session.ExecuteAsync("INSERT INTO repositories_resources (kind, name, repository) VALUES ('note', 'a', 'other')", null, None);
            },
            None);

        var reverted = await Reverts(server).RevertProposalAsync(dropped.Proposal, TestServer.Bob, None);

        reverted.Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("belongs to the repository other");
        (await tree.MainAsync()).ShouldBe(dropped.Commit);
    }

    private static IReverts Reverts(TestServer server) => server.Services.GetRequiredService<IReverts>();

    private static async Task<DeploymentSummary> DeployNoteAsync(TestServer server, WorkTree tree, string name, string text)
    {
        tree.Write($"resources/{name}.yaml", $"kind: note\nname: {name}\ntext: {text}\n");
        await tree.CommitAsync(name);
        return await server.DeployAsync(tree, $"branch-{name}-{text}");
    }
}
