using Twinyard.Access.Endpoints;
using Twinyard.Cli.Api;
using Twinyard.Platform.Homes;

namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>A server that runs as <c>twinyard up</c> in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private ServerProcess(TwinyardProcess process, RunningServer address, ApiClient owner)
    {
        Process = process;
        Address = address;
        Owner = owner;
    }

    public TwinyardProcess Process { get; }

    public RunningServer Address { get; }

    public ApiClient Owner { get; }

    public static TwinyardProcess Begin(TemporaryHome home, IReadOnlyDictionary<string, string>? environment = null, string urls = "http://127.0.0.1:0") =>
        TwinyardProcess.Start(home, environment ?? new Dictionary<string, string>(), "up", "--urls", urls);

    /// <summary>Returns when it serves requests.</summary>
    public static Task<ServerProcess> StartAsync(TemporaryHome home, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null) =>
        StartAsync(home, home.Path, Begin(home, environment), cancellationToken);

    /// <summary>For people and devices over TLS.</summary>
    public static Task<ServerProcess> StartEncryptedAsync(TemporaryHome home, CancellationToken cancellationToken) => StartAsync(
        home,
        home.Path,
        Begin(home, new Dictionary<string, string> { ["TWINYARD__FLEET__MQTTTLSPORT"] = "0", ["TWINYARD__FLEET__MQTTTLSADDRESS"] = "127.0.0.1" }, "https://127.0.0.1:0"),
        cancellationToken);

    /// <summary>As a node of a cluster, whose PostgreSQL the environment names.</summary>
    public static Task<ServerProcess> StartNodeAsync(TemporaryHome home, string node, CancellationToken cancellationToken, IReadOnlyDictionary<string, string> environment) =>
        StartAsync(
            home,
            home.File($"nodes/{node}"),
            TwinyardProcess.Start(home, environment, "up", "--urls", "http://127.0.0.1:0", "--node", node),
            cancellationToken);

    private static async Task<ServerProcess> StartAsync(TemporaryHome home, string own, TwinyardProcess process, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.TrueAsync(
                "The server's start",
                () =>
                {
                    process.HasExited.ShouldBeFalse(process.Output);
                    return Task.FromResult(process.Output.Contains("signs you in once", StringComparison.Ordinal));
                },
                cancellationToken);
            var address = RunningServer.Find(own).ShouldNotBeNull();
            address.ProcessId.ShouldBe(process.Id);
            return new ServerProcess(process, address, new ApiClient(address.Url, Credential.Read(home.File(Credential.FileName)).Token));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody else's client; its token was just made.</summary>
    public async Task<ApiClient> PersonAsync(string name, string role, CancellationToken cancellationToken)
    {
        var token = await Owner.PostAsync<Secret>("access/tokens", new NewToken(name, role, "end-to-end test", null), cancellationToken);
        return new ApiClient(Address.Url, token.Value);
    }

    public async Task KillAsync() => await Process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Process.DisposeAsync();
    }

    private sealed record Secret([property: System.Text.Json.Serialization.JsonPropertyName("secret")] string Value);
}
