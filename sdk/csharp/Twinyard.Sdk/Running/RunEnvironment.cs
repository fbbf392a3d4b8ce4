namespace Twinyard.Sdk.Running;

/// <summary>
/// What the twin tells a script by environment variables. Outside a run (a script tried by hand) there is no server unless
/// <c>TWINYARD_ENDPOINT</c> and <c>TWINYARD_TOKEN</c> are set, and outputs go to <c>twinyard-output</c> in the working directory.
/// </summary>
public sealed record RunEnvironment
{
    public string? Endpoint { get; init; }

    public string? Token { get; init; }

    public string RunId { get; init; } = "local";

    public string? EventFile { get; init; }

    public string? InputFile { get; init; }

    public required string OutputFolder { get; init; }

    public static RunEnvironment FromVariables() => FromVariables(Environment.GetEnvironmentVariable);

    public static RunEnvironment FromVariables(Func<string, string?> variable) => new()
    {
        Endpoint = variable("TWINYARD_ENDPOINT"),
        Token = variable("TWINYARD_TOKEN"),
        RunId = variable("TWINYARD_RUN_ID") ?? "local",
        EventFile = variable("TWINYARD_EVENT"),
        InputFile = variable("TWINYARD_INPUT"),
        OutputFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(variable("TWINYARD_OUTPUT") ?? "twinyard-output")),
    };
}
