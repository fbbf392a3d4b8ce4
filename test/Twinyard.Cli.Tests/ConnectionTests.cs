using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task NoServer_IsUnreachable()
    {
        var run = await CliRun.OfAsync("whoami", "--home", _home.Path);

        run.ShouldFail(ExitCodes.Unreachable, $"No server is running on {_home.Path}.", "`twinyard up`");
    }

    [Fact]
    public async Task ServerThatIsGone_IsUnreachable()
    {
        ServerWasAt("http://127.0.0.1:1");
        await File.WriteAllTextAsync(_home.File("credential.json"), """{"principal":"owner","role":"owner","token":"ty_a_b"}""");

        var run = await CliRun.OfAsync("whoami", "--home", _home.Path);

        run.ShouldFail(ExitCodes.Unreachable, "The server at http://127.0.0.1:1 does not answer", "`twinyard up`");
    }

    [Fact]
    public async Task NoCredential_IsDenied()
    {
        ServerWasAt("http://127.0.0.1:1");

        var run = await CliRun.OfAsync("whoami", "--home", _home.Path);

        run.ShouldFail(ExitCodes.Denied, $"There is no credential at {_home.File("credential.json")}.", "--credential");
    }

    [Theory]
    [InlineData("x", "is not a credential file")]
    [InlineData("{}", "holds no token of a person")]
    [InlineData("""{"device":"press-07","secret":"ty_a_b"}""", "holds no token of a person")]
    public async Task FileThatIsNoCredential_IsInvalid(string content, string message)
    {
        ServerWasAt("http://127.0.0.1:1");
        await File.WriteAllTextAsync(_home.File("other.json"), content);

        var run = await CliRun.OfAsync("whoami", "--home", _home.Path, "--credential", _home.File("other.json"));

        run.ShouldFail(ExitCodes.Invalid, message, "`twinyard token create");
    }

    private void ServerWasAt(string url) => new RunningServer(url, 1, Environment.ProcessId, "dev").Write(_home.Path);
}
