using System.CommandLine;

namespace Twinyard.Cli.Tests;

/// <summary>What a command line ended with and wrote.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static async Task<CliRun> OfAsync(params string[] words)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(words, new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    public void ShouldFail(int exitCode, params string[] said)
    {
        ExitCode.ShouldBe(exitCode, Error);
        Output.ShouldBeEmpty();
        foreach (var text in said)
        {
            Error.ShouldContain(text);
        }

        Error.ShouldNotContain("   at ");
    }
}
