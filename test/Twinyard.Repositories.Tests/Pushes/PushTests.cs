using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Processes;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Pushes;
using Twinyard.Repositories.Tests.Hosting;

namespace Twinyard.Repositories.Tests.Pushes;

public sealed class PushTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Push_Branch_CanBeClonedAgain()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("Grüße/日本.txt", "hello");
        var commit = await tree.CommitAsync("Say hello");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldBe(0, pushed.Text);
        var cloned = await tree.GitAsync("clone", "--quiet", "--branch", "change", tree.UrlWithUser, "again");
        cloned.ExitCode.ShouldBe(0, cloned.Text);
        File.ReadAllText(Path.Combine(tree.Folder, "again/Grüße/日本.txt")).ShouldBe("hello");
        var commits = (await server.Services.GetRequiredService<IRepositories>().ListCommitsAsync("turbofan", "change", default, None)).Value;
        commits.Items.ShouldHaveSingleItem().Id.ShouldBe(commit);
        (await server.EventsAsync()).ShouldBe(["push.received"]);
    }

    [Fact]
    public async Task Push_DefaultBranch_IsRefusedOnTheTerminal()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("main");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("Nobody pushes to main");
        pushed.Text.ShouldContain("twinyard push");
        (await server.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_NoRightToPush_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync(await server.TokenAsync(TestServer.Bob));
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("repositories:Push");
    }

    [Fact]
    public async Task Push_WrongToken_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync("ty_wrong");
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("Authentication failed");
    }

    [Fact]
    public async Task Push_UnknownRepository_SaysSo()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await WorkTree.CreateAsync(server, "nothing", await server.TokenAsync(TestServer.Alice));
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("There is no repository 'nothing'");
    }

    [Fact]
    public async Task Push_OtherRef_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("First");

        var pushed = await tree.GitAsync("push", tree.UrlWithUser, "HEAD:refs/notes/x");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("refs/notes/x cannot be pushed");
    }

    [Fact]
    public async Task Push_LargerThanAllowed_IsRefusedAndLeavesNothing()
    {
        await using var server = await TestServer.StartAsync(settings: [("Repositories:MaximumPushBytes", "200000")]);
        using var tree = await server.CloneAsync();
        var noise = new byte[3_000_000];
        new Random(1).NextBytes(noise);
        tree.Write("big.bin", noise);
        await tree.CommitAsync("Too big");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("pack exceeds maximum allowed size");
        (await server.Services.GetRequiredService<IRepositories>().ListCommitsAsync("turbofan", "change", default, None)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task Push_LargeFile_Arrives()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var noise = new byte[8_000_000];
        new Random(2).NextBytes(noise);
        tree.Write("big.bin", noise);
        var commit = await tree.CommitAsync("Big");

        var pushed = await tree.PushAsync("change");

        pushed.ExitCode.ShouldBe(0, pushed.Text);
        using var folder = new TemporaryFolder();
        (await server.Services.GetRequiredService<Twins.ICommitSource>().MaterializeAsync(commit, folder.Path, None)).IsOk.ShouldBeTrue();
        File.ReadAllBytes(Path.Combine(folder.Path, "big.bin")).AsSpan().SequenceEqual(noise).ShouldBeTrue();
    }

    [Fact]
    public async Task Push_ProposalOptionWithoutTheRight_IsRefusedBeforeAnythingMoves()
    {
        await using var server = await TestServer.StartAsync();
        var roles = server.Services.GetServices<IResourceKind>().Single(kind => kind.Kind == "role");
        const string Policy = """{"description":"","policy":{"Statement":[{"Effect":"Allow","Action":["repositories:Push","repositories:Pull"],"Resource":"*"}]}}""";
        await server.Database.WriteAsync(session => roles.ApplyAsync("pusher", Policy, new DeployContext("c", "1", "a", "b", default), session, None), None);
        using var tree = await server.CloneAsync(await server.TokenAsync(new Principal(Principal.User, "carol", "pusher")));
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("change", "-o", "proposal=First");

        pushed.ExitCode.ShouldNotBe(0);
        pushed.Text.ShouldContain("carol as pusher may not repositories:OpenProposal");
        (await server.EventsAsync()).ShouldBeEmpty();
        (await tree.PushAsync("change")).ExitCode.ShouldBe(0);
    }

    // git's own client sends no such option, so the hook is asked directly.
    [Fact]
    public async Task Hook_OptionWithALineBreak_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new TemporaryFolder();
        var note = Path.Combine(folder.Path, "note");
        var said = new List<string>();

        var outcome = await ChildProcess.RunAsync(
            new ChildCommand
            {
                FileName = "/bin/sh",
                Arguments = [Path.Combine(server.Services.GetRequiredService<GitProgram>().HooksFolder, "pre-receive")],
                WorkingDirectory = folder.Path,
                Environment = new Dictionary<string, string>
                {
                    [PushHooks.NoteVariable] = note,
                    ["GIT_PUSH_OPTION_COUNT"] = "1",
                    ["GIT_PUSH_OPTION_0"] = "x\noption proposal=First",
                },
            },
            (_, line) =>
            {
                said.Add(line);
                return ValueTask.CompletedTask;
            },
            TimeProvider.System,
            None);

        outcome.ShouldBe(new ChildExited(1));
        said.ShouldContain("A push option holds a line break.");
        File.Exists(note).ShouldBeFalse();
    }

    [Fact]
    public async Task Push_ProposalOption_OpensAProposal()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("change", "-o", "proposal=Grüße, \"quoted\" $HOME");

        pushed.ExitCode.ShouldBe(0, pushed.Text);
        var proposal = (await server.Proposals.ListAsync("turbofan", null, new PageRequest(), None)).Items.ShouldHaveSingleItem();
        proposal.Title.ShouldBe("Grüße, \"quoted\" $HOME");
        proposal.Author.ShouldBe("alice");
        (await server.EventsAsync()).ShouldBe(["push.received", "proposal.opened"]);
    }

    [Fact]
    public async Task Push_ProposalOptionWithoutATitle_TakesTheCommitsSubject()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("Say what it does");

        var pushed = await tree.PushAsync("change", "-o", "proposal");

        pushed.ExitCode.ShouldBe(0, pushed.Text);
        pushed.Text.ShouldContain("What is pushed is proposed now");
        (await server.Proposals.ListAsync("turbofan", null, new PageRequest(), None)).Items.ShouldHaveSingleItem().Title.ShouldBe("Say what it does");
    }

    [Fact]
    public async Task Push_UnknownOption_IsToldAndDoesNoHarm()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        await tree.CommitAsync("First");

        var pushed = await tree.PushAsync("change", "-o", "propsal=Title");

        pushed.ExitCode.ShouldBe(0, pushed.Text);
        pushed.Text.ShouldContain("The push option \"propsal=Title\" means nothing here");
        (await server.Proposals.ListAsync("turbofan", null, new PageRequest(), None)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_CorruptPack_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateRepositoryAsync("turbofan");
        using var client = await server.ClientAsync(TestServer.Alice);
        var line = $"{new string('0', 40)} {new string('1', 40)} refs/heads/x\0report-status";
        using var content = new StringContent($"{line.Length + 4:x4}{line}0000PACKgarbage");
        content.Headers.ContentType = new("application/x-git-receive-pack-request");

        using var response = await client.PostAsync($"{server.Url}/git/turbofan.git/git-receive-pack", content);

        (await response.Content.ReadAsStringAsync()).ShouldContain("unpack");
        (await server.Services.GetRequiredService<IRepositories>().ListCommitsAsync("turbofan", "x", default, None)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_AfterKillBetweenRefAndRecord_RecordsThePush()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        var first = await tree.CommitAsync("First");
        await tree.PushAsync("change", "-o", "proposal=Title");
        var second = await tree.CommitAsync("Second");
        // What a server that was killed right after git had moved the ref leaves behind.
        var bare = Path.Combine(server.Home.Repositories, "turbofan.git");
        (await tree.GitAsync("-c", "core.hooksPath=/dev/null", "push", "--quiet", bare, "HEAD:refs/heads/change")).ExitCode.ShouldBe(0);
        var settlement = server.Services.GetRequiredService<Repositories.Pushes.PushSettlement>();
        File.AppendAllText(settlement.Begin("turbofan", "carol"), $"update {first} {second} refs/heads/change\n");

        (await settlement.RunAsync(None)).IsOk.ShouldBeTrue();

        (await server.Proposals.ListAsync("turbofan", null, new PageRequest(), None)).Items.ShouldHaveSingleItem().Head.ShouldBe(second);
        Directory.GetFiles(Path.Combine(server.Home.Repositories, ".pushes")).ShouldBeEmpty();
    }
}
