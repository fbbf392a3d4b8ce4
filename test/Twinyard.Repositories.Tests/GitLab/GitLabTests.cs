using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.GitLab;

public sealed class GitLabTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task PushToTheDefaultBranch_ChecksPass_IsDeployedAndGitLabIsTold(DatabaseEngine engine)
    {
        await using var room = await GitLabRoom.StartAsync(engine);
        room.Tree.Write("resources/n.yaml", "kind: note\nname: n\ntext: x\n");
        room.Tree.Write("checks.yaml", "steps:\n  - { name: there, script: there.sh }\n");
        room.Tree.Write("there.sh", "test -f resources/n.yaml\n");
        var commit = await room.PushAsync("trunk", "First");

        await room.RunAsync();

        (await room.DeployedAsync()).ShouldBe(commit);
        (await room.Server.NotesAsync()).ShouldBe([("note", "n", """{"text":"x"}""", commit)]);
        var deployment = (await room.Server.Services.GetRequiredService<IDeployments>().ListAsync(TestServer.Repository, default, None)).Items.ShouldHaveSingleItem();
        deployment.Author.ShouldBe("gitlab/ada");
        deployment.MergedBy.ShouldBe("gitlab");
        room.GitLab.Statuses.Select(call => (call.Sha, call.Name, call.State)).ShouldBe(
            [(commit, "twinyard/lint", "pending"), (commit, "twinyard/lint", "success"), (commit, "twinyard/there", "success")]);
        var last = room.GitLab.Statuses.Last(call => call.Name == "twinyard/lint");
        last.State.ShouldBe("success");
        last.TargetUrl.ShouldBe($"{room.Server.Url}/proposals/1");
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull().Problem.ShouldBe("");
    }

    [Fact]
    public async Task PushToTheDefaultBranch_ChecksFail_IsNotDeployedAndSaysWhy()
    {
        await using var room = await GitLabRoom.StartAsync();
        var first = await room.PushAsync("trunk", "First");
        await room.RunAsync();
        room.Tree.Write("resources/n.yaml", "kind: nte\nname: n\n");
        var second = await room.PushAsync("trunk", "Broken");

        await room.RunAsync();

        (await room.DeployedAsync()).ShouldBe(first);
        var status = room.GitLab.Statuses.Last();
        (status.Sha, status.State).ShouldBe((second, "failed"));
        status.Description.ShouldContain("Did you mean 'note'?");
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull().Problem.ShouldContain($"The checks of {second[..10]} have failed");
        room.Tree.Write("resources/n.yaml", "kind: note\nname: n\ntext: x\n");
        var third = await room.PushAsync("trunk", "Repair");

        await room.RunAsync();

        (await room.DeployedAsync()).ShouldBe(third);
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull().Problem.ShouldBe("");
    }

    [Fact]
    public async Task MergeRequest_OpenedUpdatedClosed_IsAProposalThatFollows()
    {
        await using var room = await GitLabRoom.StartAsync();
        await room.PushAsync("trunk", "First");
        await room.RunAsync();
        room.Tree.Write("a.txt", "a");
        var head = await room.Tree.CommitAsync("Change");
        await room.GitLab.PushAsync(room.Tree, "HEAD:refs/heads/compressor");
        await SendMergeRequestAsync(room, head, "compressor", "opened", "open", GitLabServer.ProjectId);

        await room.RunAsync();

        var proposal = (await room.ProposalsAsync())[0];
        (proposal.Title, proposal.Branch, proposal.Head, proposal.Author, proposal.Checks).ShouldBe(("Watch the compressor (!12)", "compressor", head, "gitlab/ada", "passed"));
        room.GitLab.Statuses.Last().Sha.ShouldBe(head);
        (await room.Server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("lives in GitLab");
        (await room.Server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("repository-in-gitlab");
        room.Tree.Write("a.txt", "b");
        var newer = await room.Tree.CommitAsync("Change more");
        await room.GitLab.PushAsync(room.Tree, "HEAD:refs/heads/compressor");
        await SendMergeRequestAsync(room, newer, "compressor", "opened", "update", GitLabServer.ProjectId);
        await room.RunAsync();
        (await room.ProposalsAsync())[0].Head.ShouldBe(newer);
        await SendMergeRequestAsync(room, newer, "compressor", "closed", "close", GitLabServer.ProjectId);

        await room.RunAsync();

        (await room.ProposalsAsync())[0].State.ShouldBe("closed");
        (await room.DeployedAsync()).ShouldNotBe(newer);
    }

    [Fact]
    public async Task MergeRequest_FromAFork_IsFetchedFromTheProjectsOwnRef()
    {
        await using var room = await GitLabRoom.StartAsync();
        var head = await room.Tree.CommitAsync("From elsewhere");
        await room.GitLab.PushAsync(room.Tree, "HEAD:refs/merge-requests/12/head");
        await SendMergeRequestAsync(room, head, "trunk", "opened", "open", 99);

        await room.RunAsync();

        var proposal = (await room.ProposalsAsync()).ShouldHaveSingleItem();
        (proposal.Branch, proposal.Head, proposal.Checks).ShouldBe(("_gitlab/merge-request/12", head, "passed"));
        (await room.DeployedAsync()).ShouldBe("");
    }

    [Fact]
    public async Task Push_BranchNamedMain_NeverTouchesWhatIsDeployed()
    {
        await using var room = await GitLabRoom.StartAsync();
        var commit = await room.PushAsync("main", "Not the default branch there");

        await room.RunAsync();

        (await room.ProposalsAsync()).ShouldHaveSingleItem().Branch.ShouldBe("_gitlab/branch/main");
        (await room.DeployedAsync()).ShouldBe("");
        (await room.Tree.MainAsync()).ShouldBe("");
        room.GitLab.Statuses.Last().Sha.ShouldBe(commit);
    }

    [Fact]
    public async Task Push_BranchDeleted_ClosesItsProposal()
    {
        await using var room = await GitLabRoom.StartAsync();
        await room.PushAsync("change", "Change");
        await room.RunAsync();
        await room.GitLab.PushAsync(room.Tree, ":refs/heads/change");
        using var answer = await room.SendAsync("push.json", replacements: [("COMMIT", new string('0', 40)), ("BRANCH", "change")]);

        await room.RunAsync();

        (await room.ProposalsAsync()).ShouldHaveSingleItem().State.ShouldBe("closed");
    }

    [Fact]
    public async Task Receive_WrongSecretProjectOrBody_IsRefused()
    {
        await using var room = await GitLabRoom.StartAsync();
        (string, string)[] good = [("COMMIT", new string('a', 40)), ("BRANCH", "x")];

        (await room.SendAsync("push.json", "a-secret-of-another", null, good)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await room.SendAsync("push.json", "", null, good)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var other = await room.SendAsync("push.json", replacements: [.. good, ("\"project_id\": 4711", "\"project_id\": 5")]);
        other.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await other.Content.ReadAsStringAsync()).ShouldContain("linked to plant/turbofan (4711)");
        (await room.SendAsync("push.json", replacements: [("\"ref\"", "\"reff\"")])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await room.SendAsync("push.json", replacements: [("{", "")])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await room.SendAsync("push.json", replacements: [("Ada Example", new string('x', 5_000_000))])).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await room.SendAsync("note.json")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await room.RunAsync();
        (await room.ProposalsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Receive_BranchWithATrickyName_IsNotFollowed()
    {
        await using var room = await GitLabRoom.StartAsync();
        using var answer = await room.SendAsync("push.json", replacements: [("COMMIT", new string('a', 40)), ("BRANCH", "../../main:refs/heads/main")]);

        await room.RunAsync();

        (await room.ProposalsAsync()).ShouldBeEmpty();
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull().Failures.ShouldHaveSingleItem().ShouldContain("is not the name of a branch");
    }

    [Fact]
    public async Task Receive_SameDeliveryAgain_IsActedOnOnce()
    {
        await using var room = await GitLabRoom.StartAsync();
        var commit = await room.Tree.CommitAsync("Once");
        await room.GitLab.PushAsync(room.Tree, "HEAD:refs/heads/change");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await room.SendAsync("push.json", key: "3f6d", replacements: [("COMMIT", commit), ("BRANCH", "change")]);
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await room.RunAsync();
        }

        (await room.Server.EventsAsync()).Count(type => type == "push.received").ShouldBe(1);
    }

    private static async Task SendMergeRequestAsync(GitLabRoom room, string commit, string branch, string state, string action, long source)
    {
        using var answer = await room.SendAsync(
            "merge-request.json", replacements: [("COMMIT", commit), ("BRANCH", branch), ("STATE", state), ("ACTION", action), ("SOURCE", source.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }
}
