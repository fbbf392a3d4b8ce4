using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;
using Twinyard.Contracts.Fleet;
using Twinyard.Host;

namespace Twinyard.Bench;

/// <summary>The whole server in this process, on an empty home that is removed at the end.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly DirectoryInfo _home;
    private readonly TwinyardServer _server;

    private BenchServer(DirectoryInfo home, TwinyardServer server, ApiClient api, int mqttPort)
    {
        _home = home;
        _server = server;
        Api = api;
        MqttPort = mqttPort;
    }

    /// <summary>Calls as the owner.</summary>
    public ApiClient Api { get; }

    public int MqttPort { get; }

    public string Url => _server.Url;

    public IServiceProvider Services => _server.Services;

    /// <summary>Room for files of the benchmark itself.</summary>
    public string Folder => _home.FullName;

    /// <param name="settings">Of the server, besides its address.</param>
    /// <param name="scratch">Where the throw-away folders of runs are; null for the server's home.</param>
    public static async Task<BenchServer> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, string? scratch = null)
    {
        var home = Directory.CreateTempSubdirectory("twinyard-bench-");
        try
        {
            var data = Path.Combine(home.FullName, "home");
            if (scratch is not null)
            {
                Directory.CreateDirectory(data);
                File.CreateSymbolicLink(Path.Combine(data, "runs"), scratch);
            }

            var flags = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["Urls"] = "http://127.0.0.1:0", ["LogLevel"] = "Warning" };
            var server = (await TwinyardServer.StartAsync(data, flags, CancellationToken.None)).Value;
            var tokens = server.Services.GetRequiredService<ITokens>();
            var owner = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, "owner", "owner"), "bench", null), CancellationToken.None);
            var api = new ApiClient(server.Url, owner.Secret);
            var status = await api.GetAsync<FleetStatus>("fleet/status", CancellationToken.None);
            return new BenchServer(home, server, api, status.MqttPort);
        }
        catch
        {
            home.Delete(recursive: true);
            throw;
        }
    }

    /// <returns>The device's secret.</returns>
    public async Task<string> EnrolAsync(string device) =>
        (await Api.PostAsync<EnrolledDevice>("fleet/devices", new EnrolDeviceRequest(device, null), CancellationToken.None)).Secret;

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _server.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
