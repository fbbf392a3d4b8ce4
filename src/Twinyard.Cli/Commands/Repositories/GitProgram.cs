using System.ComponentModel;
using System.Diagnostics;

namespace Twinyard.Cli.Commands.Repositories;

/// <summary>The user's own git, in the present folder.</summary>
internal static class GitProgram
{
    /// <returns>What it printed, without the line end; null when it said no.</returns>
    public static async Task<string?> ReadAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        var complaint = process.StandardError.ReadToEndAsync(cancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await complaint;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? text.TrimEnd('\n') : null;
    }

    /// <summary>
    /// Runs git with the token as a header for this one process: neither in <c>.git/config</c> nor on a command line that others
    /// could read. What git prints goes to stderr.
    /// </summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, string token, string? authorities, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true };
        start.Environment["GIT_CONFIG_COUNT"] = "1";
        start.Environment["GIT_CONFIG_KEY_0"] = "http.extraHeader";
        start.Environment["GIT_CONFIG_VALUE_0"] = $"Authorization: Bearer {token}";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        if (authorities is not null)
        {
            start.Environment["GIT_SSL_CAINFO"] = authorities;
        }

        using var process = Start(start);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
        }

        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new CliError(ExitCodes.Failed, "git could not be started.");
        }
        catch (Win32Exception)
        {
            throw new CliError(ExitCodes.Failed, "git is not installed.", "Install it with your system's packages, such as `apt-get install git`.");
        }
    }
}
