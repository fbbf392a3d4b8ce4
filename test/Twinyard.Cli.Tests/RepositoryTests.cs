using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;
using Twinyard.Contracts.Repositories;
using Twinyard.Repositories;

namespace Twinyard.Cli.Tests;

/// <summary>Queue, revert, built-in checks and links against a real server.</summary>
public sealed class RepositoryTests(RunningEnvironment environment) : IClassFixture<RunningEnvironment>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Proposal_QueuedAndReverted_DeploysAndTakesBack()
    {
        (await environment.RunAsync("repo", "create", "line")).ExitCode.ShouldBe(ExitCodes.Done);
        var bob = await GiveAsync("bob", "reviewer");
        var first = await ProposeAsync("first", "one");
        var second = await ProposeAsync("second", "two");
        (await environment.RunAsync("proposal", "merge", first, "--queue", "--credential", bob)).ShouldFail(ExitCodes.Failed, "1 approval is missing");
        foreach (var id in new[] { first, second })
        {
            (await environment.RunAsync("proposal", "approve", id, "--credential", bob)).ExitCode.ShouldBe(ExitCodes.Done);
            var queued = await environment.RunAsync("proposal", "merge", id, "--queue", "--credential", bob);
            queued.ExitCode.ShouldBe(ExitCodes.Done, queued.Error);
            queued.Output.ShouldContain("Position in the queue");
        }

        await WaitAsync(async () => (await environment.RunAsync("proposal", "show", second, "--json")).Output.Contains("\"state\": \"merged\"", StringComparison.Ordinal));

        var checks = await environment.RunAsync("proposal", "checks", second);
        checks.Output.ShouldContain("schedules");
        checks.Output.ShouldContain("two: cron(0 6 * * ? *) in Europe/Berlin: ");
        (await environment.RunAsync("repo", "queue", "line")).Error.ShouldContain("The merge queue is empty.");
        (await environment.RunAsync("proposal", "dequeue", second, "--credential", bob)).ShouldFail(ExitCodes.Failed, "is not in the merge queue");
        var reverted = await environment.RunAsync("proposal", "revert", second, "--credential", bob, "--json");
        reverted.ExitCode.ShouldBe(ExitCodes.Done, reverted.Error);
        JsonDocument.Parse(reverted.Output).RootElement.GetProperty("deployment").GetProperty("changes").GetRawText().ShouldContain("delete");
        (await environment.RunAsync("workflow", "list")).Output.ShouldNotContain("two");
        (await environment.RunAsync("repo", "revert", "line", "--credential", environment.Alice)).ShouldFail(ExitCodes.Denied, "repositories:RevertRepository");
        (await environment.RunAsync("repo", "revert", "line", "--credential", bob)).Output.ShouldContain("create workflow two");
    }

    [Fact]
    public async Task Link_WhatCannotBe_IsToldAndNoSecretIsShown()
    {
        using var folder = new TemporaryFolder();
        (await environment.RunAsync("repo", "create", "linked")).ExitCode.ShouldBe(ExitCodes.Done);
        await File.WriteAllTextAsync(folder.File("token"), "glpat-of-nobody\n");
        await File.WriteAllTextAsync(folder.File("secret"), "0123456789abcdef0123\n");
        await File.WriteAllTextAsync(folder.File("empty"), "\n");
        string[] link = ["repo", "link", "linked", "--gitlab", "http://127.0.0.1:1", "--project", "1", "--token-file", folder.File("token"), "--webhook-secret-file"];

        var unreachable = await environment.RunAsync([.. link, folder.File("secret")]);

        unreachable.ShouldFail(ExitCodes.Failed, "got no answer");
        (unreachable.Output + unreachable.Error).ShouldNotContain("glpat-of-nobody");
        (await environment.RunAsync([.. link, folder.File("missing")])).ShouldFail(ExitCodes.Invalid, "cannot be read");
        (await environment.RunAsync([.. link, folder.File("empty")])).ShouldFail(ExitCodes.Invalid, "is empty");
        (await environment.RunAsync([.. link, folder.File("secret"), "--credential", environment.Alice])).ShouldFail(ExitCodes.Denied, "repositories:LinkRepository");
        (await environment.RunAsync("repo", "unlink", "linked")).ShouldFail(ExitCodes.Failed, "is not linked");
        (await environment.RunAsync("repo", "show", "linked")).Output.ShouldContain("nothing yet");
        (await environment.RunAsync("repo", "show", "nowhere")).ShouldFail(ExitCodes.NotFound, "There is no repository 'nowhere'");
    }

    /// <summary>Pushes a workflow of that name, on a branch of nothing but the first commit, as the owner.</summary>
    private async Task<string> ProposeAsync(string branch, string workflow)
    {
        using var folder = new TemporaryFolder();
        var repository = (await environment.Server.Services.GetRequiredService<IRepositories>().FindAsync("line", None)).Value;
        var credential = Credential.Read(Path.Combine(environment.Home, Credential.FileName)).Token;
        var url = repository.Url.Replace("http://", $"http://x:{credential}@", StringComparison.Ordinal);
        await GitAsync(folder.Path, "init", "--quiet", "--initial-branch=main", ".");
        await File.WriteAllTextAsync(folder.File("checks.yaml"), "steps:\n  - { name: schedules, schedules: { next: 2 } }\n");
        await CommitAsync(folder.Path);
        Directory.CreateDirectory(folder.File($"workflows/{workflow}"));
        await File.WriteAllTextAsync(folder.File($"workflows/{workflow}/workflow.yaml"), "run: { script: run.sh }\nrole: evaluator\ntriggers:\n  - { schedule: cron(0 6 * * ? *), timezone: Europe/Berlin }\n");
        await File.WriteAllTextAsync(folder.File($"workflows/{workflow}/run.sh"), "true\n");
        await CommitAsync(folder.Path);
        await GitAsync(folder.Path, "push", "--quiet", url, $"HEAD:refs/heads/{branch}");
        var opened = await environment.Server.Services.GetRequiredService<IProposals>().OpenAsync(
            "line", new OpenProposalRequest(branch, branch), new Principal(Principal.User, "owner", "owner"), None);
        return opened.Value.Id.ToString(CultureInfo.InvariantCulture);
    }

    // With one date and one author the first commit is the same each time, so that the branches have it in common.
    private static async Task CommitAsync(string folder)
    {
        await GitAsync(folder, "add", "--all");
        await GitAsync(folder, "-c", "user.name=owner", "-c", "user.email=owner@example.com", "commit", "--quiet", "--message", "Change", "--date", "2026-01-01T00:00:00Z");
    }

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        start.Environment["GIT_COMMITTER_DATE"] = "2026-01-01T00:00:00Z";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!; // never null without shell execution
        var error = await process.StandardError.ReadToEndAsync(None);
        await process.WaitForExitAsync(None);
        process.ExitCode.ShouldBe(0, error);
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, None);
        }

        throw new ShouldAssertException("It did not come about in two minutes.");
    }

    private async Task<string> GiveAsync(string name, string role)
    {
        var tokens = environment.Server.Services.GetRequiredService<ITokens>();
        var issued = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, name, role), "test", null), None);
        var path = Path.Combine(environment.Home, $"{name}.json");
        new Credential(name, role, issued.Secret).Write(path);
        return path;
    }
}
