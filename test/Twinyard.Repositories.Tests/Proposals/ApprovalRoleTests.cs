using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Proposals;

public sealed class ApprovalRoleTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Principal Carol = new(Principal.User, "carol", "reviewer");
    private static readonly Principal Olga = new(Principal.User, "olga", "owner");

    [Theory, EveryDatabase]
    public async Task Merge_RolesDeclared_NeedsEachOfThem(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", "approvals:\n  - { role: reviewer, count: 2 }\n  - { role: owner }\n");
        await tree.CommitAsync("Rules");
        await server.DeployAsync(tree, "rules");
        tree.Write("a.txt", "a");
        await tree.CommitAsync("Change");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");
        await server.RunChecksAsync();

        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);
        await server.Proposals.ApproveAsync(proposal.Id, null, Olga, None);
        var detail = await server.DetailAsync(proposal.Id);
        detail.ApprovalsNeeded.ShouldBe(3);
        detail.ApprovalRoles.ShouldBe([new RoleApprovalsSummary("reviewer", 2, 1), new RoleApprovalsSummary("owner", 1, 1)]);
        detail.Approvals.Select(approval => (approval.By, approval.Role)).ShouldBe([("bob", "reviewer"), ("olga", "owner")]);
        detail.Blockers.ShouldHaveSingleItem().ShouldContain("1 approval is missing");
        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("in the role reviewer");
        await server.Proposals.ApproveAsync(proposal.Id, null, Carol, None);

        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Merge_ProposalLowersTheBar_TheDeployedOneCounts()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", "approvals:\n  - { role: owner }\n");
        await tree.CommitAsync("Rules");
        await server.DeployAsync(tree, "rules");
        File.Delete(Path.Combine(tree.Folder, "checks.yaml"));
        await tree.CommitAsync("No rules");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");
        await server.RunChecksAsync();
        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);

        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("in the role owner");
    }

    [Fact]
    public async Task Lint_WrongApprovals_NamesThePlaces()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", "approvals:\n  - { role: nobody }\n  - { role: owner, cuont: 2 }\n  - { role: owner }\n  - { role: reviewer, count: 0 }\n");
        await tree.CommitAsync("Rules");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        var error = (await server.DetailAsync(proposal.Id)).Checks.ShouldHaveSingleItem().Error;
        error.ShouldContain("checks.yaml(2,13): approvals[0].role: There is no role 'nobody': nobody could ever approve in it.");
        error.ShouldContain("checks.yaml(3,20): approvals[1].cuont: This key is not known here. Did you mean 'count'?");
        error.ShouldContain("checks.yaml(4,13): approvals[2].role: The role 'owner' is named already.");
        error.ShouldContain("checks.yaml(5,30): approvals[3].count: '0' is not a whole number from 1 to 20.");
    }
}
