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

    /// <summary>Gives the value of a secret by its name; null where the run was not given it.</summary>
    public Func<string, string?> Secrets { private get; init; } = static _ => null;

    /// <exception cref="TwinyardException">The run was not given it.</exception>
    public string Secret(string name) => Secrets(name) ?? throw new TwinyardException(
        $"The run has no secret '{name}'. Name it in the manifest: secrets: [{name}]. The development twin gives none; outside a run, set the variable {DefaultVariable(name)}.");

    public static RunEnvironment FromVariables() => FromVariables(Environment.GetEnvironmentVariable);

    public static RunEnvironment FromVariables(Func<string, string?> variable) => new()
    {
        Endpoint = variable("TWINYARD_ENDPOINT"),
        Token = variable("TWINYARD_TOKEN"),
        RunId = variable("TWINYARD_RUN_ID") ?? "local",
        EventFile = variable("TWINYARD_EVENT"),
        InputFile = variable("TWINYARD_INPUT"),
        Secrets = name => variable(VariableOf(name, variable("TWINYARD_SECRETS"))),
        OutputFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(variable("TWINYARD_OUTPUT") ?? "twinyard-output")),
    };

    /// <param name="given">Pairs of a secret's name and its variable, such as <c>smtp-password=SMTP_PASSWORD</c>.</param>
    private static string VariableOf(string name, string? given) =>
        given?.Split(' ').FirstOrDefault(pair => pair.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..] ?? DefaultVariable(name);

    private static string DefaultVariable(string name) => "TWINYARD_SECRET_" + name.ToUpperInvariant().Replace('-', '_').Replace('.', '_');
}
