using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Twinyard.Cli;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Homes;

namespace Twinyard.EndToEnd.Tests.Refusals;

/// <summary>What keeps a server from starting is said with its cause and its remedy; and it ends in good order.</summary>
public sealed class RefusalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Up_OnAHomeThatIsInUse_IsRefusedAndLeavesTheFirstServerAlone()
    {
        await using var first = await ServerProcess.StartAsync(_home, Token);

        var said = await RefusedAsync();

        said.ShouldContain("Another server is running on the data directory");
        said.ShouldContain("Stop that one first");
        (await first.Owner.GetAsync<System.Text.Json.JsonElement>("access/whoami", Token)).GetProperty("role").GetString().ShouldBe("owner");
        RunningServer.Find(_home.Path).ShouldNotBeNull().ProcessId.ShouldBe(first.Process.Id);
    }

    [Fact]
    public async Task Up_OnAPortInUse_NamesItAndTheWayOut()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";

        var said = await RefusedAsync("--urls", url);

        said.ShouldContain($"cannot listen on {url}");
        said.ShouldContain("--urls");
        File.Exists(_home.File(RunningServer.FileName)).ShouldBeFalse();
    }

    [Fact]
    public async Task Up_WithAnMqttPortInUse_NamesTheSetting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Settings($$"""{ "fleet": { "mqttPort": {{((IPEndPoint)taken.LocalEndpoint).Port}} } }""");

        var said = await RefusedAsync("--urls", "http://127.0.0.1:0");

        said.ShouldContain($"MQTT cannot listen on {taken.LocalEndpoint}");
        said.ShouldContain("fleet:mqttPort");
    }

    [Fact]
    public async Task Up_WithWrongSettings_TellsAllOfThemWithTheirKeys()
    {
        Settings("""{ "environment": "Dev!", "urls": "ftp://127.0.0.1:1", "logLevel": "Loud", "postgres": "nonsense" }""");

        var said = await RefusedAsync(ExitCodes.Invalid);

        said.ShouldContain("Environment: 'Dev!'");
        said.ShouldContain("Urls: 'ftp://127.0.0.1:1'");
        said.ShouldContain("LogLevel: 'Loud'");
        said.ShouldContain("Postgres: not a connection string");
    }

    [Fact]
    public async Task Up_WithWrongValuesInTheSectionsOfRooms_TellsAllOfThemWithTheirKeys()
    {
        Settings("""{ "fleet": { "segmentBytes": "many" }, "smtp": { "port": 0, "security": "maybe" } }""");

        var said = await RefusedAsync(ExitCodes.Invalid);

        said.ShouldContain("fleet:segmentBytes", Case.Insensitive);
        said.ShouldContain("Smtp:Port must be");
        said.ShouldContain("Smtp:Security must be");
        said.ShouldNotContain(" at Twinyard.");
    }

    [Fact]
    public async Task Up_WithSettingsThatAreNotJson_NamesTheFileAndTheLine()
    {
        Settings("""{ "environment": """);

        var said = await RefusedAsync(ExitCodes.Invalid);

        said.ShouldContain("twinyard.json cannot be read");
        said.ShouldContain("LineNumber");
    }

    [Fact]
    public async Task Up_OnAHomeThatCannotBeMade_SaysSo()
    {
        // A file where the folder should be; root may write everywhere else.
        await File.WriteAllTextAsync(_home.Path, "", Token);

        var said = await RefusedAsync();

        said.ShouldContain("cannot be created");
        said.ShouldContain("--home DIR");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Up_OnAHomeThatCannotBeWritten_SaysSo()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may write everywhere; run the tests as another user to see this one.");
        Directory.CreateDirectory(_home.Path);
        File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            (await RefusedAsync()).ShouldContain("cannot be written");
        }
        finally
        {
            File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Up_OnAStateDatabaseThatIsNone_NamesTheFile()
    {
        Directory.CreateDirectory(_home.Path);
        await File.WriteAllTextAsync(_home.File("state.db"), new string('x', 8192), Token);

        var said = await RefusedAsync();

        said.ShouldContain("The state database cannot be used");
        said.ShouldContain(_home.File("state.db"));
    }

    [Fact]
    public async Task Up_OnAWarehouseThatIsNone_NamesTheFileAndTheRemedy()
    {
        Directory.CreateDirectory(_home.Path);
        await File.WriteAllTextAsync(_home.File("warehouse.duckdb"), new string('x', 8192), Token);

        var said = await RefusedAsync();

        said.ShouldContain($"The warehouse {_home.File("warehouse.duckdb")} cannot be opened");
        said.ShouldContain("backup");
    }

    [Fact]
    public async Task Up_WithPostgresThatIsNotThere_NamesTheKeyAndKeepsThePassword()
    {
        var nowhere = new Dictionary<string, string> { ["TWINYARD__Postgres"] = "Host=127.0.0.1;Port=1;Username=x;Password=secret-word;Timeout=2" };
        await using var server = ServerProcess.Begin(_home, nowhere);

        (await server.ExitAsync(Patience, Token)).ShouldBe(1, server.Output);

        server.Output.ShouldContain("key Postgres");
        server.Output.ShouldNotContain("secret-word");
        server.Output.ShouldNotContain(" at Twinyard.");
    }

    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task Up_ToldToEnd_EndsInGoodOrder(int signal)
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);

        server.Process.Signal(signal);

        (await server.Process.ExitAsync(Patience, Token)).ShouldBe(0, server.Process.Output);
        File.Exists(_home.File(RunningServer.FileName)).ShouldBeFalse();
        HomeProcesses.On(_home.Path).ShouldBeEmpty();
    }

    private void Settings(string json)
    {
        Directory.CreateDirectory(_home.Path);
        File.WriteAllText(_home.File("twinyard.json"), json);
    }

    /// <returns>What a server that does not start says; line breaks of the terminal's width are taken out.</returns>
    private Task<string> RefusedAsync(params string[] arguments) => RefusedAsync(ExitCodes.Failed, arguments);

    private async Task<string> RefusedAsync(int exitCode, params string[] arguments)
    {
        await using var server = TwinyardProcess.Start(_home, ["up", .. arguments]);
        (await server.ExitAsync(Patience, Token)).ShouldBe(exitCode, server.Output);
        return string.Join(' ', server.Output.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }
}
