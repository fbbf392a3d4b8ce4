using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;

namespace Twinyard.Twins.Processes;

/// <summary>The variables a script sees besides <c>PATH</c>, <c>HOME</c> and <c>LANG</c>; documented in <c>docs/reference/sdk.md</c>.</summary>
internal static class ScriptEnvironment
{
    public const string FailedRunLog = "TWINYARD_FAILED_RUN_LOG";

    /// <summary>Which secret is in which variable.</summary>
    private const string Secrets = "TWINYARD_SECRETS";

    /// <summary>The variables with the run's secrets, which take no name of the others.</summary>
    public static IReadOnlyDictionary<string, string> WithSecrets(TwinRun run, IReadOnlyDictionary<string, string> variables)
    {
        if (run.Secrets.Items.Count == 0)
        {
            return variables;
        }

        var all = run.Secrets.Items.ToDictionary(secret => secret.Use.Variable, secret => secret.Value, StringComparer.Ordinal);
        all[Secrets] = string.Join(' ', run.Secrets.Items.Select(secret => $"{secret.Use.Name}={secret.Use.Variable}"));
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return all;
    }

    /// <summary>All but the run's secrets.</summary>
    public static IReadOnlyDictionary<string, string> For(TwinRun run, RunFolder folder, IServerAddress server, HomeDirectory home, TwinsOptions options)
    {
        // The system's own names come last, so that a manifest's variables cannot redirect a run's credentials or outputs.
        var variables = new Dictionary<string, string>(run.Variables, StringComparer.Ordinal)
        {
            ["TWINYARD_ENDPOINT"] = server.LocalUrl,
            ["TWINYARD_TOKEN"] = run.Token,
            ["TWINYARD_RUN_ID"] = run.RunId,
            ["TWINYARD_EVENT"] = folder.EventFile,
            ["TWINYARD_INPUT"] = folder.InputFile,
            ["TWINYARD_OUTPUT"] = run.OutputFolder,
            ["TWINYARD_CACHE"] = Cache(run, folder, home),
            // The SDK first: no layer stands in for it.
            ["PYTHONPATH"] = string.Join(Path.PathSeparator, [options.PythonSdk, .. folder.Layers.Select(layer => layer.Python)]),
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["TMPDIR"] = folder.Temporary,
        };
        if (folder.Layers.Count > 0)
        {
            variables["TWINYARD_LAYERS"] = string.Join(Path.PathSeparator, folder.Layers.Select(layer => layer.Folder));
        }

        if (folder.Layers.Select(layer => layer.Programs).OfType<string>().ToList() is { Count: > 0 } programs)
        {
            variables["PATH"] = string.Join(Path.PathSeparator, [.. programs, Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"]);
        }

        if (run.Workspace is { } workspace)
        {
            variables["TWINYARD_WORKSPACE"] = workspace;
        }

        if (run.FailedRunLog is { } log)
        {
            variables[FailedRunLog] = log;
        }

        return variables;
    }

    /// <summary>Where compiled scripts are kept: in a folder that the run shares with its like, or in its own, so that none can leave another a program.</summary>
    public static string Cache(TwinRun run, RunFolder folder, HomeDirectory home) =>
        run.ScriptCache is { } name ? Path.Combine(home.Cache, "scripts", name) : Path.Combine(folder.Root, "cache");
}
