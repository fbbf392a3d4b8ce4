using System.CommandLine;

namespace Twinyard.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("workfow", "There is no `twinyard workfow`", "Did you mean `twinyard workflow`?")]
    [InlineData("workflow rnu train", "There is no `twinyard workflow rnu`", "Did you mean `twinyard workflow run`?")]
    [InlineData("run list --limt 3", "has no option --limt", "Did you mean --limit?")]
    [InlineData("workflow show --wat", "has no option --wat", "")]
    [InlineData("run list --limit x", "--limit is a whole number from 1 to 1000", "`twinyard run list --help`")]
    [InlineData("run list --limit 0", "--limit is a whole number from 1 to 1000", "")]
    [InlineData("proposal show x", "'x' is not a whole number", "`twinyard proposal show --help`")]
    [InlineData("metric put a b c", "'c' is not a number", "")]
    [InlineData("model promote rul newest", "'newest' is not a version of a model", "")]
    [InlineData("user add bob", "--role", "`twinyard user add --help`")]
    [InlineData("sql", "'query'", "`twinyard sql --help`")]
    public async Task LineThatIsNotUnderstood_IsInvalidAndSaysWhatIsMeant(string line, string message, string remedy)
    {
        var run = await CliRun.OfAsync(line.Split(' '));

        run.ShouldFail(ExitCodes.Invalid, "error:", message, remedy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("workflow")]
    public async Task GroupByItself_ShowsWhatIsInIt(string line)
    {
        var run = await CliRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        run.ExitCode.ShouldBe(ExitCodes.Invalid);
        run.Output.ShouldContain("Commands:");
    }

    [Fact]
    public async Task Help_EndsWithAnExample()
    {
        var run = await CliRun.OfAsync("run", "list", "--help");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("twinyard run list --workflow train");
    }

    [Fact]
    public async Task UnexpectedException_IsOneLineAndAHint()
    {
        var failing = new Command("fail").Does((_, _) => throw new InvalidOperationException("The table\nis gone."));

        var (exitCode, error) = await InvokeAsync(failing);

        exitCode.ShouldBe(ExitCodes.Failed);
        error.ShouldContain("This should not have happened: The table is gone. (InvalidOperationException)");
        error.ShouldContain("TWINYARD_TRACE=1");
        error.Trim().Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public async Task ConnectionThatBreaks_IsUnreachable()
    {
        var failing = new Command("fail").Does((_, _) => throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended."));

        (await InvokeAsync(failing)).ExitCode.ShouldBe(ExitCodes.Unreachable);
    }

    [Fact]
    public async Task Cancellation_Is130()
    {
        using var source = new CancellationTokenSource();
        var waiting = new Command("wait").Does(async (_, cancellationToken) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        });

        (await InvokeAsync(waiting, source.Token)).ExitCode.ShouldBe(ExitCodes.Cancelled);
    }

    private static async Task<(int ExitCode, string Error)> InvokeAsync(Command command, CancellationToken cancellationToken = default)
    {
        await using var error = new StringWriter();
        var root = new RootCommand { command, GlobalOptions.Home, GlobalOptions.Json, GlobalOptions.Credential };
        var exitCode = await root.Parse([command.Name]).InvokeAsync(
            new InvocationConfiguration { Output = TextWriter.Null, Error = error, ProcessTerminationTimeout = null }, cancellationToken);
        return (exitCode, error.ToString());
    }
}
