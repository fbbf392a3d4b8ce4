using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.GitLab;

public sealed class GitLabTokenTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Link_Made_LeavesNoTokenInPlainText_AndNoneWhenItIsTakenAway(DatabaseEngine engine)
    {
        await using var room = await GitLabRoom.StartAsync(engine);

        (await UnsealedAsync(room)).ShouldBe([""]);
        (await SealedAsync(room)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(row => row.ShouldStartWith("gitlab/turbofan "), row => row.ShouldNotContain(GitLabServer.Token));
        (await room.Links.UnlinkAsync(TestServer.Repository, None)).IsOk.ShouldBeTrue();

        (await SealedAsync(room)).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task StartUp_TokenOfAnEarlierVersion_IsSealedAndStillSent(DatabaseEngine engine)
    {
        await using var room = await GitLabRoom.StartAsync(engine);
        await ExecuteAsync(room, "DELETE FROM access_sealed_values");
        await ExecuteAsync(room, $"UPDATE repositories_gitlab SET unsealed_token = '{GitLabServer.Token}'");
        await room.PushAsync("before", "Before");
        await room.RunAsync();
        room.GitLab.Statuses.ShouldNotBeEmpty("until it is sealed it is read where it is");

        await StartUpAsync(room);

        (await UnsealedAsync(room)).ShouldBe([""]);
        (await SealedAsync(room)).ShouldHaveSingleItem();
        var commit = await room.PushAsync("after", "After");
        await room.RunAsync();
        room.GitLab.Statuses.ShouldContain(call => call.Sha == commit && call.State == "success");
        (await FailuresAsync(room)).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Delivery_TheKeyIsNotThere_IsFollowedOnceItIsBack(DatabaseEngine engine)
    {
        await using var room = await GitLabRoom.StartAsync(engine);
        var file = Path.Combine(room.Server.Home.Root, "secrets.key");
        File.Move(file, file + ".away");
        var commit = await room.PushAsync("trunk", "First");
        await room.RunAsync();
        (await FailuresAsync(room)).ShouldHaveSingleItem().ShouldContain(file);
        (await room.Links.LinkAsync(TestServer.Repository, room.Request, TestServer.Alice, None)).Error.ShouldBeOfType<FailedError>().Code.ShouldBe("secret-key-missing");
        File.Move(file + ".away", file);

        await ExecuteAsync(room, "UPDATE repositories_gitlab_deliveries SET next_at = 0");
        await room.RunAsync();

        (await room.DeployedAsync()).ShouldBe(commit);
        (await FailuresAsync(room)).ShouldBeEmpty();
    }

    private static async Task StartUpAsync(GitLabRoom room) =>
        (await room.Server.Services.GetServices<IStartupWork>().Single(work => work.Name == "access.plain-values").RunAsync(None)).Error.ShouldBeNull();

    private static Task<IReadOnlyList<string>> SealedAsync(GitLabRoom room) =>
        ListAsync(room, "SELECT name || ' ' || key_id || ' ' || sealed_key || ' ' || sealed_value FROM access_sealed_values");

    private static Task<IReadOnlyList<string>> UnsealedAsync(GitLabRoom room) => ListAsync(room, "SELECT unsealed_token FROM repositories_gitlab");

    private static Task<IReadOnlyList<string>> ListAsync(GitLabRoom room, string sql) => room.Server.Database.ReadAsync(session => session.QueryAsync<string>(sql, null, None), None);

    private static Task<int> ExecuteAsync(GitLabRoom room, string sql) => room.Server.Database.WriteAsync(session => session.ExecuteAsync(sql, null, None), None);

    private static async Task<IReadOnlyList<string>> FailuresAsync(GitLabRoom room) =>
        (await room.Links.FindAsync(TestServer.Repository, None)).Value.GitLab.ShouldNotBeNull().Failures;
}
