using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Power;

/// <summary>Runs one of the commands that an operator has configured. Unlike a script it has the server's environment, and finds its cloud credentials where the operator put them.</summary>
internal static class TwinCommand
{
    /// <returns>The first line of its standard output.</returns>
    public static async Task<Result<string>> RunAsync(IReadOnlyList<string> command, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        string? first = null;
        string? lastError = null;
        var child = new ChildCommand { FileName = command[0], Arguments = [.. command.Skip(1)], WorkingDirectory = Path.GetTempPath(), Timeout = timeout, Environment = Inherited() };
        var outcome = await ChildProcess.RunAsync(
            child,
            (source, text) =>
            {
                (first, lastError) = source == "stdout" ? (first ?? text.Trim(), lastError) : (first, text);
                return ValueTask.CompletedTask;
            },
            time,
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome is ChildExited { ExitCode: 0 }
            ? first ?? ""
            : new FailedError("twin-command", $"The command {command[0]} failed: {Why(outcome, lastError)}", "Run it by hand as the server's user.");
    }

    private static string Why(ChildOutcome outcome, string? said) => outcome switch
    {
        ChildNotStarted not => not.Reason,
        ChildTimedOut late => $"it was still running after {late.After.TotalSeconds:0} s",
        ChildExited exited => said ?? $"it ended with exit code {exited.ExitCode}",
        _ => said ?? $"{outcome}",
    };

    private static Dictionary<string, string> Inherited() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
