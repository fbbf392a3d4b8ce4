using System.Net;
using System.Net.Sockets;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Checks;

public sealed class CheckTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Lint_BrokenDeclarations_BlockTheMergeAndNameThePlaces()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("workflows/evaluate/workflow.yaml", "text: x\ntimeuot: 60s\n");
        tree.Write("resources/a.yaml", "kind: nte\nname: a\n");
        tree.Write("resources/b.yaml", "kind: note\nname: b\ntext: x\nafter: nowhere\n");
        tree.Write("resources/c.yml", "kind: note\n");
        tree.Write("checks.yaml", "steps:\n  - name: a\n    script: missing.sh\n");
        await tree.CommitAsync("Break things");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        var detail = await server.DetailAsync(proposal.Id);
        detail.Proposal.Checks.ShouldBe("failed");
        var lint = detail.Checks.ShouldHaveSingleItem();
        lint.Error.ShouldContain("workflows/evaluate/workflow.yaml(2,1): timeuot: This key is not known here.");
        lint.Error.ShouldContain("resources/a.yaml(1,7): kind: There is no kind 'nte'; there are note, role, workflow. Did you mean 'note'?");
        lint.Error.ShouldContain("resources/b.yaml(4,8): after: There is no note 'nowhere'");
        lint.Error.ShouldContain("resources/c.yml(1,1): This file is not read. Rename it to resources/c.yaml.");
        lint.Error.ShouldContain("checks.yaml(3,13): steps[0].script: The tree has no file 'missing.sh'.");
        detail.PlanProblems.Count.ShouldBe(4);
        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);
        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("checks have failed");
        (await server.EventsAsync()).ShouldContain("checks.failed");
    }

    [Fact]
    public async Task Step_FailsOrTakesTooLong_SaysWhich()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", "steps:\n  - { name: fails, script: f.sh }\n  - { name: slow, script: s.sh, timeout: 300ms }\n  - { name: odd, script: o.xyz }\n");
        tree.Write("f.sh", "exit 3");
        tree.Write("s.sh", "sleep 30");
        tree.Write("o.xyz", "");
        await tree.CommitAsync("Checks that fail");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        var checks = (await server.DetailAsync(proposal.Id)).Checks;
        checks.Select(check => check.State).ShouldBe(["passed", "failed", "failed", "failed"]);
        checks[1].Error.ShouldContain("f.sh: The script ended with exit code 3");
        checks[2].Error.ShouldContain("still running after 0.3 s");
        checks[3].Error.ShouldContain("no interpreter");
    }

    [Fact]
    public async Task Step_ListsWhatItReaches_ReachesThatAndNothingElse()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/bwrap"), "bubblewrap is not installed.");
        using var listed = new TcpListener(IPAddress.Loopback, 0);
        listed.Start();
        var port = ((IPEndPoint)listed.LocalEndpoint).Port;
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", $"steps:\n  - {{ name: lists, script: a.sh, egress: [\"127.0.0.1:{port}\"] }}\n  - {{ name: does not, script: a.sh }}\n");
        tree.Write("a.sh", $"exec 3<>/dev/tcp/127.0.0.1/{port}");
        await tree.CommitAsync("Checks that reach something");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        (await server.DetailAsync(proposal.Id)).Checks.Select(check => check.State).ShouldBe(["passed", "passed", "failed"]);
    }

    [Theory]
    [InlineData("{ name: a, script: a.sh, egress: [\"no host\"] }", "is no host's name")]
    [InlineData("{ name: a, schedules: { next: 3 }, egress: [pypi.org] }", "not known here")]
    public async Task Step_EgressIsNone_IsAProblem(string step, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", $"steps:\n  - {step}\n");
        tree.Write("a.sh", "");
        await tree.CommitAsync("Checks");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        (await server.DetailAsync(proposal.Id)).Checks[0].Error.ShouldContain(expected);
    }

    [Theory, EveryDatabase]
    public async Task Start_ChecksWereRunning_RunAgain(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        using var folder = new TemporaryFolder();
        long id;
        await using (var before = await TestServer.StartAsync(engine, folder.Path, database.Database, keepFolder: true))
        {
            using var tree = await before.CloneAsync();
            await tree.CommitAsync("First");
            await tree.PushAsync("change");
            id = (await before.OpenAsync("change")).Id;
            await before.Database.WriteAsync(session => session.ExecuteAsync("UPDATE repositories_checks SET state = 'running'", null, None), None);
        }

        await using var after = await TestServer.StartAsync(engine, folder.Path, database.Database, keepFolder: true);
        await after.RunChecksAsync();

        (await after.DetailAsync(id)).Proposal.Checks.ShouldBe("passed");
    }
}
