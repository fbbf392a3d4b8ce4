using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Repositories;
using Twinyard.Repositories;

namespace Twinyard.Cli.Tests;

/// <summary>Events once more, and a proposal on what has happened, against a real server.</summary>
public sealed class ReplayTests(RunningEnvironment environment) : IClassFixture<RunningEnvironment>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task EventReplay_StartedAndWaitedFor_PublishesWhatMatchesAndIsListed()
    {
        var from = Now();
        foreach (var source in (string[])["replayed.plant", "replayed.office"])
        {
            (await environment.RunAsync("event", "put", source, "said")).ExitCode.ShouldBe(ExitCodes.Done);
        }

        var run = await environment.RunAsync(
            "event", "replay", "start", "--from", from, "--pattern", """{"source":["replayed.plant"]}""", "--name", "january", "--wait", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var replay = JsonDocument.Parse(run.Output).RootElement;
        (replay.GetProperty("state").GetString(), replay.GetProperty("published").GetInt32()).ShouldBe(("completed", 1));
        var events = JsonDocument.Parse((await environment.RunAsync("event", "list", "--source", "replayed.plant", "--json")).Output).RootElement.GetProperty("items");
        events.GetArrayLength().ShouldBe(2);
        events[0].GetProperty("replay-name").GetString().ShouldBe("january");
        events[0].GetProperty("original-id").GetString().ShouldBe(events[1].GetProperty("id").GetString());
        (await environment.RunAsync("event", "replay", "list")).Output.ShouldContain("january");
        (await environment.RunAsync("event", "replay", "show", "january")).Output.ShouldContain("user/owner");
        (await environment.RunAsync("event", "replay", "cancel", "january")).ShouldFail(ExitCodes.Failed, "completed already");
        (await environment.RunAsync("event", "replay", "start", "--from", from, "--name", "january")).ShouldFail(ExitCodes.Failed, "'january'");
    }

    [Fact]
    public async Task EventReplay_WhatCannotBe_IsToldWithItsExitCode()
    {
        (await environment.RunAsync("event", "replay", "show", "nope")).ShouldFail(ExitCodes.NotFound, "There is no replay 'nope'");
        (await environment.RunAsync("event", "replay", "start")).ShouldFail(ExitCodes.Invalid, "--from is missing");
        (await environment.RunAsync("event", "replay", "start", "--from", Now(), "--pattern", "[]")).ShouldFail(ExitCodes.Invalid, "not a JSON object");
        (await environment.RunAsync("event", "replay", "start", "--from", "2027-01-02", "--to", "2027-01-01")).ShouldFail(ExitCodes.Invalid, "is empty");
        (await environment.RunAsync("event", "replay", "start", "--from", "2020-01-01", "--credential", environment.Alice))
            .ShouldFail(ExitCodes.Denied, "events:StartReplay");
        (await environment.RunAsync("event", "dead-letters", "--state", "gone")).ShouldFail(ExitCodes.Invalid, "'gone'");
    }

    [Fact]
    public async Task Replay_AgainstAProposal_ShowsTheRunThatItWouldHaveCausedAndCausesNone()
    {
        var from = Now();
        var put = await environment.RunAsync("event", "put", "proposed.plant", "part.made", "--json");
        var id = JsonDocument.Parse(put.Output).RootElement.GetProperty("id").GetString();
        var proposal = await ProposeAsync("replayed");

        var forPrograms = await environment.RunAsync("replay", "--against", proposal, "--from", from, "--json", "--credential", environment.Alice);
        var forPeople = await environment.RunAsync("replay", "--against", proposal, "--from", from);

        forPrograms.ExitCode.ShouldBe(ExitCodes.Done, forPrograms.Error);
        var entry = JsonSerializer.Deserialize<ReplayComparison>(forPrograms.Output, JsonSerializerOptions.Web)!.Entries.ShouldHaveSingleItem(); // it is an object
        (entry.Change, entry.What, entry.Name, entry.EventId, entry.Now, entry.Proposed).ShouldBe(("only-proposed", "run", "react", id, null, "run"));
        forPeople.ExitCode.ShouldBe(ExitCodes.Done, forPeople.Error);
        forPeople.Output.ShouldContain("only-proposed");
        forPeople.Error.ShouldContain("Not simulated:");
        (await environment.RunAsync("run", "list", "--json")).Output.ShouldNotContain("react");
        (await environment.RunAsync("replay", "--against", "99")).ShouldFail(ExitCodes.NotFound, "There is no proposal 99");
        (await environment.RunAsync("replay", "--against", proposal, "--from", "2020-01-01")).ShouldFail(ExitCodes.Invalid, "92 days");
    }

    private async Task<string> ProposeAsync(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("workflows/react"));
        await File.WriteAllTextAsync(
            folder.File("workflows/react/workflow.yaml"), "run: { script: react.sh }\ntriggers: [ { event: { source: [proposed.plant] } } ]\nrole: evaluator\n", None);
        await File.WriteAllTextAsync(folder.File("workflows/react/react.sh"), "true\n", None);
        var repository = (await environment.Server.Services.GetRequiredService<IRepositories>().CreateAsync(name, None)).Value;
        var alice = new Principal(Principal.User, "alice", "developer");
        var token = await environment.Server.Services.GetRequiredService<ITokens>().IssueAsync(new TokenRequest(alice, "test", null), None);
        await GitAsync(folder.Path, "init", "--quiet", "--initial-branch=work");
        await GitAsync(folder.Path, "add", ".");
        await GitAsync(folder.Path, "-c", "user.name=alice", "-c", "user.email=alice@example.com", "commit", "--quiet", "--message=React");
        await GitAsync(folder.Path, "push", "--quiet", new UriBuilder(repository.Url) { UserName = "alice", Password = token.Secret }.Uri.AbsoluteUri, "work");
        var proposal = await environment.Server.Services.GetRequiredService<IProposals>().OpenAsync(name, new OpenProposalRequest("work", ""), alice, None);
        return proposal.Value.Id.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true })
            ?? throw new InvalidOperationException("git did not start.");
        var error = await git.StandardError.ReadToEndAsync(None);
        await git.WaitForExitAsync(None);
        git.ExitCode.ShouldBe(0, error);
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
}
