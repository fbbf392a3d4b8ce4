using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.GitLab;

public sealed class GitLabRetryTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Status_GitLabIsBusy_IsToldLater(DatabaseEngine engine)
    {
        await using var room = await GitLabRoom.StartAsync(engine);
        var commit = await room.PushAsync("change", "Change");
        room.GitLab.Refusals.Enqueue((503, "{}"));
        room.GitLab.Refusals.Enqueue((429, "{}"));
        await room.RunAsync();
        room.GitLab.Statuses.ShouldBeEmpty();
        (await FailuresAsync(room)).ShouldHaveSingleItem().ShouldContain("was answered with");

        await ForgetWaitsAsync(room);
        await room.RunAsync();
        await ForgetWaitsAsync(room);
        await room.RunAsync();

        room.GitLab.Statuses.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            call => call.State.ShouldBe("success"), call => call.Sha.ShouldBe(commit), call => call.Name.ShouldBe("twinyard/lint"));
        (await FailuresAsync(room)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_GitLabSaysNo_IsGivenUpAndShown()
    {
        await using var room = await GitLabRoom.StartAsync();
        await room.PushAsync("change", "Change");
        await room.Server.PassAsync("repositories.gitlab");
        await room.Server.RunChecksAsync();
        room.GitLab.Refusals.Enqueue((403, """{"message":"403 Forbidden"}"""));

        await room.RunAsync();

        (await FailuresAsync(room)).ShouldHaveSingleItem().ShouldContain("403 Forbidden");
        room.GitLab.Statuses.Select(call => call.State).ShouldBe(["pending"]);
    }

    // The state had got there before, and the answer had not come back.
    [Fact]
    public async Task Status_GitLabHasItAlready_IsDone()
    {
        await using var room = await GitLabRoom.StartAsync();
        await room.PushAsync("change", "Change");
        room.GitLab.Refusals.Enqueue((400, """{"message":"Cannot transition status via :enqueue from :pending"}"""));

        await room.RunAsync();

        (await FailuresAsync(room)).ShouldBeEmpty();
        room.GitLab.Statuses.Select(call => call.State).ShouldBe(["success"]);
    }

    [Fact]
    public async Task Delivery_GitDoesNotAnswer_IsFollowedLater()
    {
        await using var room = await GitLabRoom.StartAsync();
        room.GitLab.IsGitDown = true;
        var commit = await room.PushAsync("trunk", "First");
        await room.RunAsync();
        (await FailuresAsync(room)).ShouldHaveSingleItem().ShouldContain("trunk could not be fetched from");
        (await room.DeployedAsync()).ShouldBe("");
        room.GitLab.IsGitDown = false;

        await ForgetWaitsAsync(room);
        await room.RunAsync();

        (await room.DeployedAsync()).ShouldBe(commit);
        (await FailuresAsync(room)).ShouldBeEmpty();
    }

    [Fact]
    public void NextAfter_Attempts_DoublesUpToAnHour()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var policy = new RetryPolicy(time, new Random(1));

        double Wait(long attempts) => (UnixMicros.FromUnixMicros(policy.NextAfter(attempts)) - time.GetUtcNow()).TotalSeconds;

        Wait(1).ShouldBeInRange(30, 36);
        Wait(2).ShouldBeInRange(60, 72);
        Wait(5).ShouldBeInRange(480, 576);
        Wait(25).ShouldBeInRange(3600, 4320);
    }

    [Fact]
    public async Task Link_WrongInput_SaysWhatAndKeepsNothing()
    {
        await using var room = await GitLabRoom.StartAsync(linked: false);

        (await CodeAsync(room, room.Request with { GitLab = "gitlab" })).ShouldBe("gitlab-address");
        (await CodeAsync(room, room.Request with { GitLab = "http://gitlab.example.com" })).ShouldBe("gitlab-address");
        (await CodeAsync(room, room.Request with { GitLab = "file:///etc" })).ShouldBe("gitlab-address");
        (await CodeAsync(room, room.Request with { Token = "wrong" })).ShouldBe("gitlab-token");
        (await CodeAsync(room, room.Request with { Token = "a\r\nX: y" })).ShouldBe("gitlab-token");
        (await CodeAsync(room, room.Request with { Project = "nowhere" })).ShouldBe("gitlab-refused");
        (await CodeAsync(room, room.Request with { WebhookSecret = "short" })).ShouldBe("gitlab-secret");
        (await CodeAsync(room, room.Request with { GitLab = "http://127.0.0.1:1" })).ShouldBe("gitlab-unreachable");
        (await room.Links.LinkAsync("nowhere", room.Request, TestServer.Alice, None)).Error.ShouldBeOfType<NotFoundError>();
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldBeNull();
        (await room.Links.UnlinkAsync(TestServer.Repository, None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("repository-not-linked");
    }

    [Fact]
    public async Task Link_Made_TellsNoSecretsAndRefusesPushesUntilItIsTakenAway()
    {
        await using var room = await GitLabRoom.StartAsync();
        await room.Tree.CommitAsync("Here");

        var refused = await room.Tree.PushAsync("change");

        refused.ExitCode.ShouldNotBe(0);
        refused.Text.ShouldContain("lives in GitLab");
        var link = (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull();
        (link.Project, link.ProjectId, link.DefaultBranch, link.LinkedBy).ShouldBe(("plant/turbofan", 4711L, "trunk", "alice"));
        link.Webhook.ShouldBe($"{room.Server.Url}/gitlab/hooks/turbofan");
        var told = JsonSerializer.Serialize(link);
        told.ShouldNotContain(GitLabServer.Token);
        told.ShouldNotContain(GitLabServer.Secret);
        (await room.Server.Database.ReadAsync(session => session.QueryAsync<string>("SELECT secret_hash FROM repositories_gitlab", null, None), None))[0].ShouldNotContain(GitLabServer.Secret);
        (await room.Links.UnlinkAsync(TestServer.Repository, None)).Value.GitLab.ShouldBeNull();
        (await room.Tree.PushAsync("change")).ExitCode.ShouldBe(0);
    }

    private static async Task<string?> CodeAsync(GitLabRoom room, LinkRepositoryRequest request) =>
        (await room.Links.LinkAsync(TestServer.Repository, request, TestServer.Alice, None)).Error?.Code;

    private static async Task<IReadOnlyList<string>> FailuresAsync(GitLabRoom room) =>
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull().Failures;

    /// <summary>As if the time to wait had passed: the server's clock is the machine's.</summary>
    private static Task ForgetWaitsAsync(GitLabRoom room) => room.Server.Database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("UPDATE repositories_gitlab_statuses SET next_at = 0", null, None);
            await session.ExecuteAsync("UPDATE repositories_gitlab_deliveries SET next_at = 0", null, None);
        },
        None);
}
