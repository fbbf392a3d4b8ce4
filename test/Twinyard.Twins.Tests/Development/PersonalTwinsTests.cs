using System.Net;
using Twinyard.Access;
using Twinyard.Twins.Tests.Jupyter;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Development;

public sealed class PersonalTwinsTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Principal Alice = new(Principal.User, "alice", "developer");

    private readonly TwinFixture _fixture = new();

    public async ValueTask DisposeAsync()
    {
        await _fixture.Persons.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Start_ThenStop_ServesTheWorkspaceWithItsTokenOnlyAndKeepsTheFolder()
    {
        RealJupyter.Required();
        _fixture.Persons.Get(Alice).State.ShouldBe("stopped");

        var started = (await _fixture.Persons.StartAsync(Alice, None)).Value;
        var again = (await _fixture.Persons.StartAsync(Alice, None)).Value;
        File.WriteAllText(Path.Combine(started.Folder, "mine.txt"), "kept");
        using var http = new HttpClient(new HttpClientHandler { UseProxy = false, UseCookies = false });
        var url = new Uri(started.Url.ShouldNotBeNull());
        var mine = await http.GetStringAsync(new Uri(url, $"files/mine.txt{url.Query}"));
        using var anonymous = await http.GetAsync(new Uri(url, "api/contents"));
        var stopped = await _fixture.Persons.StopAsync(Alice, None);

        again.ShouldBe(started);
        mine.ShouldBe("kept");
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (stopped.State, stopped.Url).ShouldBe(("stopped", null));
        File.Exists(Path.Combine(started.Folder, "mine.txt")).ShouldBeTrue();
        await Should.ThrowAsync<HttpRequestException>(() => http.GetStringAsync(url));
        _fixture.Tokens.Revoked.ShouldBe([_fixture.Tokens.Issued.ShouldHaveSingleItem().Principal.Name]);
    }
}
