using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;
using Twinyard.Host;

namespace Twinyard.Cli.Tests;

/// <summary>One real server for the tests of a class, with credentials of its owner and of a developer.</summary>
public sealed class RunningEnvironment : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private TwinyardServer? _server;

    public TwinyardServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public string Home => _home.Path;

    public string Alice => _home.File("alice.json");

    public async ValueTask InitializeAsync()
    {
        var started = await TwinyardServer.StartAsync(
            Home, new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0", ["LogLevel"] = "Error", ["Fleet:MqttPort"] = "0" }, CancellationToken.None);
        _server = started.Value;
        await GiveAsync("owner", "owner", Path.Combine(Home, Credential.FileName));
        await GiveAsync("alice", "developer", Alice);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _home.Dispose();
    }

    internal Task<CliRun> RunAsync(params string[] words) => CliRun.OfAsync([.. words, "--home", Home]);

    private async Task GiveAsync(string name, string role, string path)
    {
        var tokens = Server.Services.GetRequiredService<ITokens>();
        var issued = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, name, role), "test", null), CancellationToken.None);
        new Credential(name, role, issued.Secret).Write(path);
    }
}
