namespace Twinyard.Cli;

/// <summary>What the process's exit code means; listed in <c>docs/reference/cli.md</c>.</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It was tried and did not succeed, or the answer to a question is no.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file or a value is not valid.</summary>
    public const int Invalid = 2;

    public const int NotFound = 3;

    /// <summary>No credential, a wrong one, or one without the permission.</summary>
    public const int Denied = 4;

    /// <summary>No server is running on this home, or it does not answer.</summary>
    public const int Unreachable = 5;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Cancelled = 130;
}
