using Microsoft.Extensions.DependencyInjection;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Proposals;

public sealed class DeployTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Deploy_SecondCommit_CreatesUpdatesDeletesAndFollows(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("resources/keep.yaml", "kind: note\nname: keep\ntext: same\n");
        tree.Write("resources/change.yaml", "kind: note\nname: change\ntext: old\n");
        tree.Write("resources/drop.yaml", "kind: note\nname: drop\ntext: x\n");
        tree.Write("workflows/evaluate/workflow.yaml", "text: same\n");
        var first = await tree.CommitAsync("First");
        await server.DeployAsync(tree, "first");
        tree.Write("resources/change.yaml", "kind: note\nname: change\ntext: new\n");
        tree.Write("resources/deep/er/add.yaml", "kind: note\nname: add\ntext: y\n");
        File.Delete(Path.Combine(tree.Folder, "resources/drop.yaml"));
        var second = await tree.CommitAsync("Second");

        var deployment = await server.DeployAsync(tree, "second");

        deployment.Previous.ShouldBe(first);
        deployment.Changes.ShouldBe(
            [new ResourceChange("create", "note", "add"), new ResourceChange("update", "note", "change"), new ResourceChange("delete", "note", "drop")]);
        (await server.NotesAsync()).Select(note => (note.Name, note.Commit)).ShouldBe(
            [("add", second), ("change", second), ("keep", first), ("evaluate", second)]);
        (await server.Services.GetRequiredService<IDeployments>().ListAsync(TestServer.Repository, default, None)).Items.Select(item => item.Commit).ShouldBe([second, first]);
    }

    [Theory, EveryDatabase]
    public async Task Merge_ApplyFails_NothingIsDeployed(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\ntext: fine\n");
        tree.Write("resources/b.yaml", "kind: note\nname: b\ntext: explode\n");
        await tree.CommitAsync("Explode");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");
        await server.RunChecksAsync();
        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);

        await Should.ThrowAsync<InvalidOperationException>(() => server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None));

        (await server.NotesAsync()).ShouldBeEmpty();
        (await server.DetailAsync(proposal.Id)).Proposal.State.ShouldBe("open");
        (await tree.MainAsync()).ShouldBe("");
        (await server.EventsAsync()).ShouldNotContain("deployment.applied");
    }

    [Fact]
    public async Task Deploy_ReferenceToSomethingDropped_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\ntext: x\n");
        tree.Write("resources/b.yaml", "kind: note\nname: b\ntext: x\nafter: a\n");
        await tree.CommitAsync("Both");
        await server.DeployAsync(tree, "both");
        File.Delete(Path.Combine(tree.Folder, "resources/a.yaml"));
        await tree.CommitAsync("Drop a");
        await tree.PushAsync("drop");
        var proposal = await server.OpenAsync("drop");

        await server.RunChecksAsync();

        (await server.DetailAsync(proposal.Id)).PlanProblems.ShouldHaveSingleItem().ShouldContain("resources/b.yaml(4,8): after: The note 'a' is not declared any more.");
    }

    [Fact]
    public async Task Deploy_ResourceOfAnotherRepository_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\ntext: x\n");
        await tree.CommitAsync("One");
        await server.DeployAsync(tree, "one");
        await server.CreateRepositoryAsync("other");
        using var other = await WorkTree.CreateAsync(server, "other", await server.TokenAsync(TestServer.Alice));
        other.Write("resources/a.yaml", "kind: note\nname: a\ntext: mine\n");
        await other.CommitAsync("Take it over");
        await other.PushAsync("take");
        var proposal = (await server.Proposals.OpenAsync("other", new OpenProposalRequest("take", ""), TestServer.Alice, None)).Value;

        await server.RunChecksAsync();

        (await server.DetailAsync(proposal.Id)).PlanProblems.ShouldHaveSingleItem().ShouldContain("belongs to the repository turbofan");
    }

    [Fact]
    public async Task Start_MainWasNotMoved_IsMadeGood()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var first = await tree.CommitAsync("First");
        await server.DeployAsync(tree, "first");
        var second = await tree.CommitAsync("Second");
        await server.DeployAsync(tree, "second");
        // As if the server had been killed between the transaction and git.
        var bare = Path.Combine(server.Home.Repositories, $"{TestServer.Repository}.git");
        (await tree.GitAsync("--git-dir", bare, "update-ref", "refs/heads/main", first)).ExitCode.ShouldBe(0);

        (await server.Services.GetRequiredService<DeployedBranches>().RunAsync(None)).IsOk.ShouldBeTrue();

        (await tree.MainAsync()).ShouldBe(second);
    }
}
