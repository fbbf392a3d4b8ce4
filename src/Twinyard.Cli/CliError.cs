namespace Twinyard.Cli;

/// <summary>Ends a command with a message on stderr and an exit code. Thrown by commands and the API client, caught in one place.</summary>
public sealed class CliError(int exitCode, string message, string remedy = "") : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string Remedy { get; } = remedy;
}
