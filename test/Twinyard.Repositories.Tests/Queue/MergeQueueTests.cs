using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Queue;

public sealed class MergeQueueTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Queue_ThreeFromTheSameBase_AreMergedInOrderAndOneThatFailsLeaves(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        var start = await BaseAsync(server, tree);
        var first = await server.ProposeFileAsync(tree, "one", start, "a.txt", "a");
        // Alone it is good; merged with the first it is not.
        var second = await server.ProposeFileAsync(tree, "two", start, "b.txt", "b");
        var third = await server.ProposeFileAsync(tree, "three", start, "resources/c.yaml", "kind: note\nname: c\ntext: x\n");
        foreach (var proposal in new[] { first, second, third })
        {
            (await Queue(server).EnqueueAsync(proposal.Id, TestServer.Bob, None)).IsOk.ShouldBeTrue();
        }

        (await Queue(server).ListAsync(TestServer.Repository, None)).Value.Select(entry => (entry.Proposal, entry.Position)).ShouldBe([(first.Id, 1), (second.Id, 2), (third.Id, 3)]);
        await server.RunQueueAsync();

        (await server.DetailAsync(first.Id)).Proposal.State.ShouldBe("merged");
        var left = await server.DetailAsync(second.Id);
        left.Proposal.State.ShouldBe("open");
        left.Queue.ShouldNotBeNull().State.ShouldBe("left");
        left.Queue.Reason.ShouldContain("not-both: both.sh: The script ended with exit code 1");
        var merged = await server.DetailAsync(third.Id);
        merged.Proposal.State.ShouldBe("merged");
        merged.Queue.ShouldNotBeNull().State.ShouldBe("merged");
        var deployments = (await server.Services.GetRequiredService<IDeployments>().ListAsync(TestServer.Repository, default, None)).Items;
        deployments.Select(item => item.Proposal).Take(2).ShouldBe([third.Id, first.Id]);
        deployments[0].Commit.ShouldBe(merged.Queue.Commit);
        deployments[0].Commit.ShouldNotBe(third.Head);
        deployments[0].Previous.ShouldBe(first.Head);
        deployments[0].Approvers.ShouldBe(["bob"]);
        var lineage = server.Services.GetServices<ILineageSource>().Single(source => source.Kinds.Contains("commit"));
        var came = (await lineage.ResolveAsync(new LineageReference("commit", deployments[0].Commit), None)).ShouldNotBeNull();
        came.From.ShouldHaveSingleItem().Id.ShouldBe($"{third.Id}");
        (await tree.MainAsync()).ShouldBe(deployments[0].Commit);
        (await server.NotesAsync()).Select(note => note.Name).ShouldBe(["c"]);
        (await Queue(server).ListAsync(TestServer.Repository, None)).Value.ShouldBeEmpty();
        (await server.EventsAsync()).ShouldContain("proposal.dequeued");
    }

    [Fact]
    public async Task Queue_MergesOfThoseBehind_AreCheckedBeforeTheFirstIsDeployed()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var start = await BaseAsync(server, tree);
        var first = await server.ProposeFileAsync(tree, "one", start, "a.txt", "a");
        var second = await server.ProposeFileAsync(tree, "two", start, "c.txt", "c");
        await Queue(server).EnqueueAsync(first.Id, TestServer.Bob, None);
        await Queue(server).EnqueueAsync(second.Id, TestServer.Bob, None);

        await server.PassAsync("repositories.queue");
        await server.RunChecksAsync();

        var waiting = await server.DetailAsync(second.Id);
        waiting.Proposal.State.ShouldBe("open");
        waiting.Queue.ShouldNotBeNull().Checks.ShouldBe("passed");
        waiting.QueueChecks.Select(check => (check.Name, check.State)).ShouldBe([("lint", "passed"), ("not-both", "passed")]);
        await server.PassAsync("repositories.queue");
        (await server.DetailAsync(second.Id)).Proposal.State.ShouldBe("merged");
    }

    [Fact]
    public async Task Queue_Conflict_LeavesWithTheFiles()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var start = await BaseAsync(server, tree);
        var first = await server.ProposeFileAsync(tree, "one", start, "same.txt", "one");
        var second = await server.ProposeFileAsync(tree, "two", start, "same.txt", "two");
        await Queue(server).EnqueueAsync(first.Id, TestServer.Bob, None);
        await Queue(server).EnqueueAsync(second.Id, TestServer.Bob, None);

        await server.RunQueueAsync();

        (await server.DetailAsync(first.Id)).Proposal.State.ShouldBe("merged");
        var left = (await server.DetailAsync(second.Id)).Queue.ShouldNotBeNull();
        left.State.ShouldBe("left");
        left.Reason.ShouldContain("Both sides have changed same.txt.");
    }

    [Fact]
    public async Task Queue_ApplyFails_LeavesAndTheRestGoOn()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var start = await BaseAsync(server, tree);
        var first = await server.ProposeFileAsync(tree, "one", start, "resources/x.yaml", "kind: note\nname: x\ntext: explode\n");
        var second = await server.ProposeFileAsync(tree, "two", start, "resources/y.yaml", "kind: note\nname: y\ntext: fine\n");
        await Queue(server).EnqueueAsync(first.Id, TestServer.Bob, None);
        await Queue(server).EnqueueAsync(second.Id, TestServer.Bob, None);

        await server.RunQueueAsync();

        (await server.DetailAsync(first.Id)).Queue.ShouldNotBeNull().Reason.ShouldContain("broken on purpose");
        (await server.DetailAsync(second.Id)).Proposal.State.ShouldBe("merged");
        (await server.NotesAsync()).Select(note => note.Name).ShouldBe(["y"]);
    }

    [Fact]
    public async Task Queue_NewHead_LeavesAndNeedsApprovalAgain()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var start = await BaseAsync(server, tree);
        var proposal = await server.ProposeFileAsync(tree, "one", start, "a.txt", "a");
        await Queue(server).EnqueueAsync(proposal.Id, TestServer.Bob, None);
        tree.Write("a.txt", "other");
        await tree.CommitAsync("Change it after the approval");
        await tree.PushAsync("one");

        await server.RunQueueAsync();

        var detail = await server.DetailAsync(proposal.Id);
        detail.Proposal.State.ShouldBe("open");
        detail.Queue.ShouldNotBeNull().Reason.ShouldContain("nobody has approved");
        (await Queue(server).EnqueueAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("1 approval is missing");
    }

    [Fact]
    public async Task Dequeue_Queued_IsTakenOutAndCanBeQueuedAgain()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var start = await BaseAsync(server, tree);
        var proposal = await server.ProposeFileAsync(tree, "one", start, "a.txt", "a");
        (await Queue(server).DequeueAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("proposal-not-queued");
        await Queue(server).EnqueueAsync(proposal.Id, TestServer.Bob, None);

        var left = (await Queue(server).DequeueAsync(proposal.Id, TestServer.Bob, None)).Value;

        left.State.ShouldBe("left");
        left.Reason.ShouldBe("bob took it out.");
        (await Queue(server).EnqueueAsync(proposal.Id, TestServer.Bob, None)).Value.Position.ShouldBe(1);
        await server.RunQueueAsync();
        (await server.DetailAsync(proposal.Id)).Proposal.State.ShouldBe("merged");
    }

    private static IMergeQueue Queue(TestServer server) => server.Services.GetRequiredService<IMergeQueue>();

    /// <summary>Deploys a tree with a check that fails where both a.txt and b.txt are.</summary>
    private static async Task<string> BaseAsync(TestServer server, WorkTree tree)
    {
        tree.Write("checks.yaml", "steps:\n  - { name: not-both, script: both.sh }\n");
        tree.Write("both.sh", "! { test -f a.txt && test -f b.txt; }\n");
        var commit = await tree.CommitAsync("Base");
        await server.DeployAsync(tree, "base");
        return commit;
    }
}
