using Twinyard.Cli.Commands.Demo;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Tests;

/// <summary>Commands that make, start and empty data directories.</summary>
public sealed class HomeTests(RunningEnvironment environment) : IClassFixture<RunningEnvironment>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Init_Twice_FailsAndKeepsTheFirst()
    {
        (await CliRun.OfAsync("init", "--environment", "staging", "--home", _folder.Path)).ExitCode.ShouldBe(ExitCodes.Done);

        var again = await CliRun.OfAsync("init", "--environment", "other", "--home", _folder.Path);

        again.ShouldFail(ExitCodes.Failed, "is an environment already", "`twinyard up`");
        (await File.ReadAllTextAsync(_folder.File("twinyard.json"))).ShouldContain("staging");
    }

    [Fact]
    public async Task Init_InvalidName_CreatesNothing()
    {
        var home = _folder.File("home");

        (await CliRun.OfAsync("init", "--environment", "A B", "--home", home)).ShouldFail(ExitCodes.Invalid, "'A B'", "--environment");

        Directory.Exists(home).ShouldBeFalse();
    }

    [Fact]
    public async Task Up_OnAPortInUse_FailsWithARemedy()
    {
        var run = await CliRun.OfAsync("up", "--home", _folder.Path, "--urls", environment.Server.Url);

        run.ShouldFail(ExitCodes.Failed, "the port is in use", "--urls");
    }

    [Fact]
    public async Task Up_OnAHomeInUse_FailsWithARemedy()
    {
        var run = await environment.RunAsync("up", "--urls", "http://127.0.0.1:0");

        run.ShouldFail(ExitCodes.Failed, "Another server is running", "--home");
        (await environment.RunAsync("whoami")).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public async Task Up_OnNoAddress_IsInvalid() =>
        (await CliRun.OfAsync("up", "--home", _folder.Path, "--urls", "nonsense")).ShouldFail(ExitCodes.Invalid, "'nonsense'");

    [Fact]
    public async Task Empty_ForeignFolder_IsRefusedAndKept()
    {
        await File.WriteAllTextAsync(_folder.File("thesis.txt"), "years of work");

        var refused = Should.Throw<CliError>(() => DemoHome.Empty(_folder.Path));

        refused.ExitCode.ShouldBe(ExitCodes.Invalid);
        refused.Remedy.ShouldContain("--home");
        File.Exists(_folder.File("thesis.txt")).ShouldBeTrue();
    }

    [Fact]
    public void Empty_HomeOfARunningServer_IsRefused() =>
        Should.Throw<CliError>(() => DemoHome.Empty(environment.Home)).Message.ShouldContain("A server is running");

    [Fact]
    public async Task Empty_Home_DeletesWhatIsInIt()
    {
        HomeDirectory.Open(_folder.Path).Value.Dispose();
        Directory.CreateDirectory(_folder.File("demo"));
        await File.WriteAllTextAsync(_folder.File("credential.json"), "{}");

        DemoHome.Empty(_folder.Path);

        Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).ShouldBe(["lock"]);
    }
}
