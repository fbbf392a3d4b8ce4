using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;

namespace Twinyard.Host.Tests;

/// <summary>The real server, for all tests of a class, and an owner's token of it.</summary>
public sealed class StartedServer : IAsyncLifetime
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("twinyard-test-");
    private TwinyardServer? _server;

    public TwinyardServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var made = await TwinyardServer.StartAsync(
            _home.FullName, new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0", ["LogLevel"] = "Error", ["Fleet:MqttPort"] = "0" }, CancellationToken.None);
        _server = made.Value;
        var request = new TokenRequest(new Principal(Principal.User, "olga", Role.Owner), "", null);
        Token = (await Server.Services.GetRequiredService<ITokens>().IssueAsync(request, CancellationToken.None)).Secret;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
