using System.Net;
using System.Net.Sockets;
using Twinyard.Platform.Results;

namespace Twinyard.Host.Tests;

/// <summary>Every expected reason not to start is an error with a remedy, and leaves the home as it was: free for the next try.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("twinyard-test-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Start_OnAHomeInUse_IsAConflict()
    {
        await using var first = (await StartAsync()).Value;

        var error = await RefusedAsync();

        error.ShouldBeOfType<ConflictError>().Code.ShouldBe("home-in-use");
        error.Remedy.ShouldContain("--home DIR");
    }

    [Theory]
    [InlineData("Environment", "Dev!")]
    [InlineData("Environment", "")]
    [InlineData("Urls", "http://0.0.0.0:0")]
    [InlineData("Urls", "http://*:0")]
    [InlineData("Urls", "https://0.0.0.0:7443;http://yard.example:7171")]
    [InlineData("Urls", "ftp://127.0.0.1:0")]
    [InlineData("Urls", "http://localhost:0")]
    [InlineData("Urls", "https://127.0.0.1:0/path")]
    [InlineData("PublicUrl", "yard.example")]
    [InlineData("PublicUrl", "https://yard.example/path")]
    [InlineData("Tls:Names", "yard example")]
    [InlineData("Tls:Certificate", "server.pem")]
    [InlineData("Tls:DeviceDays", "0")]
    [InlineData("Fleet:MqttAddress", "0.0.0.0")]
    [InlineData("Fleet:MqttTlsPort", "70000")]
    [InlineData("Urls", "7171")]
    [InlineData("LogLevel", "Loud")]
    [InlineData("Postgres", "nonsense")]
    [InlineData("Fleet:SegmentBytes", "many")]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Workflows:Lease", "00:00:01")]
    [InlineData("Events:ArchiveDays", "0")]
    public async Task Start_WithAWrongValue_NamesItsKey(string key, string value)
    {
        var error = await RefusedAsync((key, value));

        error.ShouldBeOfType<InvalidError>().Message.ShouldContain(key, Case.Insensitive);
        error.Remedy.ShouldContain("twinyard.json");
    }

    [Fact]
    public async Task Start_WithSeveralWrongValues_TellsThemAll()
    {
        var error = await RefusedAsync(("Fleet:SegmentBytes", "many"), ("Smtp:Port", "0"), ("Logs:RetentionDays", "0"), ("Events:Attempts", "0"));

        error.Message.Split(Environment.NewLine).Length.ShouldBe(4, error.Message);
    }

    [Fact]
    public async Task Start_AfterOneThatFailed_Succeeds()
    {
        (await StartAsync(("Fleet:SegmentBytes", "many"))).IsOk.ShouldBeFalse();

        var started = await StartAsync();

        started.IsOk.ShouldBeTrue();
        await started.Value.DisposeAsync();
    }

    [Fact]
    public async Task Start_OnAPortInUse_SaysSoAndLeavesNoAddress()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var error = await RefusedAsync(("Urls", $"http://{taken.LocalEndpoint}"));

        error.Code.ShouldBe("port-in-use");
        File.Exists(Path.Combine(_home.FullName, "server.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("state.db", "database-not-ready")]
    [InlineData("warehouse.duckdb", "warehouse-broken")]
    public async Task Start_OnAFileThatIsNoDatabase_NamesIt(string file, string code)
    {
        var path = Path.Combine(_home.FullName, file);
        await File.WriteAllTextAsync(path, new string('x', 8192), TestContext.Current.CancellationToken);

        var error = await RefusedAsync();

        error.Code.ShouldBe(code);
        $"{error.Message} {error.Remedy}".ShouldContain(path);
    }

    private async Task<Error> RefusedAsync(params (string Key, string Value)[] settings) => (await StartAsync(settings)).Error.ShouldNotBeNull();

    private Task<Result<TwinyardServer>> StartAsync(params (string Key, string Value)[] settings)
    {
        var flags = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Urls"] = "http://127.0.0.1:0", ["LogLevel"] = "None", ["Fleet:MqttPort"] = "0" };
        foreach (var (key, value) in settings)
        {
            flags[key] = value;
        }

        return TwinyardServer.StartAsync(_home.FullName, flags, TestContext.Current.CancellationToken);
    }
}
