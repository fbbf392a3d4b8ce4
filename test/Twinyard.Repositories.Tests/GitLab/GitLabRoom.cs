using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Repositories.Tests.Hosting;

namespace Twinyard.Repositories.Tests.GitLab;

/// <summary>A server whose repository is linked to a GitLab, and a person's work tree for that.</summary>
internal sealed class GitLabRoom : IAsyncDisposable
{
    private GitLabRoom(TestServer server, WorkTree tree, GitLabServer gitlab)
    {
        Server = server;
        Tree = tree;
        GitLab = gitlab;
    }

    public TestServer Server { get; }

    public WorkTree Tree { get; }

    public GitLabServer GitLab { get; }

    public IRepositoryLinks Links => Server.Services.GetRequiredService<IRepositoryLinks>();

    public LinkRepositoryRequest Request => new(GitLab.Url, "plant/turbofan", GitLabServer.Token, GitLabServer.Secret);

    public static async Task<GitLabRoom> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, bool linked = true)
    {
        var server = await TestServer.StartAsync(engine);
        var tree = await server.CloneAsync();
        var room = new GitLabRoom(server, tree, await GitLabServer.StartAsync(tree));
        if (linked)
        {
            var result = await room.Links.LinkAsync(TestServer.Repository, room.Request, TestServer.Alice, CancellationToken.None);
            result.IsOk.ShouldBeTrue(result.Error?.ToString());
        }

        return room;
    }

    /// <summary>Sends a recorded payload as GitLab does.</summary>
    public async Task<HttpResponseMessage> SendAsync(string payload, string secret = GitLabServer.Secret, string? key = null, params (string Old, string New)[] replacements)
    {
        using var stream = typeof(GitLabRoom).Assembly.GetManifestResourceStream(payload)!; // embedded by the project file
        using var reader = new StreamReader(stream);
        var text = replacements.Aggregate(await reader.ReadToEndAsync(), (body, pair) => body.Replace(pair.Old, pair.New, StringComparison.Ordinal));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Server.Url}/gitlab/hooks/{TestServer.Repository}") { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Gitlab-Event", payload == "push.json" ? "Push Hook" : "Merge Request Hook");
        request.Headers.Add("X-Gitlab-Token", secret);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Commits, pushes to the GitLab, and lets it tell of that.</summary>
    public async Task<string> PushAsync(string branch, string message)
    {
        var commit = await Tree.CommitAsync(message);
        await GitLab.PushAsync(Tree, $"HEAD:refs/heads/{branch}");
        using var answer = await SendAsync("push.json", replacements: [("COMMIT", commit), ("BRANCH", branch)]);
        ((int)answer.StatusCode).ShouldBe(202);
        return commit;
    }

    /// <summary>Lets deliveries, checks and statuses take turns until nothing moves any more.</summary>
    public async Task RunAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await Server.PassAsync("repositories.gitlab");
            await Server.RunChecksAsync();
        }

        await Server.PassAsync("repositories.gitlab");
    }

    public async Task<IReadOnlyList<ProposalSummary>> ProposalsAsync() =>
        (await Server.Proposals.ListAsync(TestServer.Repository, null, new PageRequest(), CancellationToken.None)).Items;

    public async Task<string> DeployedAsync() =>
        (await Server.Services.GetRequiredService<IRepositories>().FindAsync(TestServer.Repository, CancellationToken.None)).Value.Deployed;

    public async ValueTask DisposeAsync()
    {
        await GitLab.DisposeAsync();
        Tree.Dispose();
        await Server.DisposeAsync();
    }
}
