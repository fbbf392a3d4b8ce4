using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Proposals;

public sealed class ProposalFlowTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Merge_CheckedAndApproved_DeploysAndMovesMain(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("resources/notes.yaml", "kind: note\nname: hello\ntext: first\n");
        tree.Write("checks.yaml", "steps:\n  - name: greet\n    script: checks/greet.sh\n");
        tree.Write("checks/greet.sh", "echo from $TWINYARD_RUN_ID; test -f resources/notes.yaml\n");
        var head = await tree.CommitAsync("Declare a note");
        (await tree.PushAsync("change")).ExitCode.ShouldBe(0);
        var proposal = await server.OpenAsync("change");
        proposal.Title.ShouldBe("Declare a note");

        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("checks have not ended");
        await server.RunChecksAsync();
        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("1 approval is missing");
        (await server.Proposals.ApproveAsync(proposal.Id, head, TestServer.Alice, None)).Error.ShouldBeOfType<DeniedError>().Code.ShouldBe("author-may-not-approve");
        (await server.Proposals.ApproveAsync(proposal.Id, head, TestServer.Bob, None)).IsOk.ShouldBeTrue();
        var detail = await server.DetailAsync(proposal.Id);
        detail.Blockers.ShouldBeEmpty();
        detail.Checks.Select(check => (check.Name, check.State)).ShouldBe([("lint", "passed"), ("greet", "passed")]);
        detail.Plan.ShouldBe([new ResourceChange("create", "note", "hello")]);
        detail.Diff.Files.Select(file => file.Path).ShouldBe(["checks.yaml", "checks/greet.sh", "resources/notes.yaml"]);
        detail.Diff.Text.ShouldContain("+text: first");
        detail.Commits.ShouldHaveSingleItem().Id.ShouldBe(head);
        server.Logs.Texts(detail.Checks[1].LogStream).ShouldContain($"from {detail.Checks[1].Id}");

        var merged = (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Value;

        merged.Commit.ShouldBe(head);
        merged.Approvers.ShouldBe(["bob"]);
        merged.Changes.ShouldBe([new ResourceChange("create", "note", "hello")]);
        (await server.Services.GetRequiredService<IDeployments>().IsDeployedAsync(head, None)).ShouldBeTrue();
        (await server.NotesAsync()).ShouldBe([("note", "hello", """{"text":"first"}""", head)]);
        (await tree.MainAsync()).ShouldBe(head);
        (await server.DetailAsync(proposal.Id)).Proposal.State.ShouldBe("merged");
        (await server.EventsAsync()).ShouldBe(
            ["push.received", "proposal.opened", "checks.passed", "proposal.approved", "proposal.merged", "deployment.applied"]);
    }

    [Theory, EveryDatabase]
    public async Task Push_NewHead_RunsChecksAgainAndApprovalsFall(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        var first = await tree.CommitAsync("First");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");
        await server.RunChecksAsync();
        await server.Proposals.ApproveAsync(proposal.Id, first, TestServer.Bob, None);

        var second = await tree.CommitAsync("Second");
        await tree.PushAsync("change");

        var detail = await server.DetailAsync(proposal.Id);
        detail.Proposal.Head.ShouldBe(second);
        detail.Proposal.Checks.ShouldBe("pending");
        detail.Proposal.Approvals.ShouldBe(0);
        detail.Approvals.ShouldHaveSingleItem().Counts.ShouldBeFalse();
        (await server.Proposals.ApproveAsync(proposal.Id, first, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("head-changed");
        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).IsOk.ShouldBeFalse();
        await server.RunChecksAsync();
        (await server.DetailAsync(proposal.Id)).Proposal.Checks.ShouldBe("passed");
    }

    [Fact]
    public async Task Approve_UnderTheNameOfAnotherEnvironment_IsTheSamePerson()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("Mine");
        await tree.PushAsync("change");
        Principal Named(string name) => new(Principal.User, name, "owner");
        async Task<string?> ApproveAsync(long id, string name) => (await server.Proposals.ApproveAsync(id, null, Named(name), None)).Error?.Code;
        var own = await server.OpenAsync("change");

        (await ApproveAsync(own.Id, "alice@staging")).ShouldBe("author-may-not-approve");
        (await server.Proposals.CloseAsync(own.Id, TestServer.Alice, None)).IsOk.ShouldBeTrue();
        var proposal = (await server.Proposals.OpenAsync(TestServer.Repository, new OpenProposalRequest("change", "x"), Named("carol"), None)).Value;
        (await ApproveAsync(proposal.Id, "alice@staging")).ShouldBe("pusher-may-not-approve");
        (await ApproveAsync(proposal.Id, "bob")).ShouldBeNull();
        (await ApproveAsync(proposal.Id, "bob@staging")).ShouldBe("approver-twice");
        (await ApproveAsync(proposal.Id, "bob")).ShouldBeNull();
        (await ApproveAsync(proposal.Id, "bob@plant.example")).ShouldBeNull();
    }

    [Fact]
    public async Task Approve_PusherOfACommit_IsDenied()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("Mine");
        await tree.PushAsync("change");
        var carol = new Principal(Principal.User, "carol", "owner");
        var proposal = (await server.Proposals.OpenAsync(TestServer.Repository, new OpenProposalRequest("change", "x"), carol, None)).Value;

        var approved = await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Alice, None);

        approved.Error.ShouldBeOfType<DeniedError>().Code.ShouldBe("pusher-may-not-approve");
    }

    [Fact]
    public async Task Merge_MainHasMovedOn_AsksForARebase()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("Base");
        await server.DeployAsync(tree, "base");
        await tree.GitAsync("branch", "other");
        tree.Write("a.txt", "a");
        await tree.CommitAsync("One");
        await server.DeployAsync(tree, "one");
        await tree.GitAsync("checkout", "--quiet", "other");
        tree.Write("b.txt", "b");
        await tree.CommitAsync("Other");
        await tree.PushAsync("other");
        var proposal = await server.OpenAsync("other");
        await server.RunChecksAsync();
        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);

        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("rebase");

        (await server.DetailAsync(proposal.Id)).Diff.Files.Select(file => file.Path).ShouldBe(["b.txt"]);
    }

    [Fact]
    public async Task Push_BranchDeleted_ClosesTheProposal()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("First");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        (await tree.GitAsync("push", tree.UrlWithUser, "--delete", "change")).ExitCode.ShouldBe(0);

        var detail = await server.DetailAsync(proposal.Id);
        detail.Proposal.State.ShouldBe("closed");
        detail.Checks.ShouldHaveSingleItem().State.ShouldBe("cancelled");
        (await server.EventsAsync()).ShouldContain("proposal.closed");
    }

    [Fact]
    public async Task OpenAsync_BadBranches_AreRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("First");
        await server.DeployAsync(tree, "first");

        (await CodeAsync(server, "first")).ShouldBe("proposal-empty");
        (await CodeAsync(server, "missing")).ShouldBe("branch-not-found");
        (await CodeAsync(server, "main")).ShouldBe("branch-invalid");
        (await CodeAsync(server, "--upload-pack=x")).ShouldBe("branch-invalid");
        (await CodeAsync(server, "a..b")).ShouldBe("branch-invalid");
    }

    private static async Task<string?> CodeAsync(TestServer server, string branch) =>
        (await server.Proposals.OpenAsync(TestServer.Repository, new OpenProposalRequest(branch, ""), TestServer.Alice, None)).Error?.Code;
}
