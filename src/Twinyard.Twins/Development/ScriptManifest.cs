namespace Twinyard.Twins.Development;

/// <summary>What a workflow's run of one script gets.</summary>
/// <param name="Folder">The manifest's folder, which is the working directory; empty for the root.</param>
/// <param name="Script">Relative to the folder.</param>
/// <param name="Timeout">Of the script.</param>
public sealed record ScriptManifest(string Workflow, string Folder, string Script, TimeSpan Timeout)
{
    public TimeSpan? CellTimeout { get; init; }

    public RunLimits Limits { get; init; } = RunLimits.None;

    /// <summary>Null for what the configuration says of workflows that list nothing.</summary>
    public IReadOnlyList<string>? Egress { get; init; }

    public IReadOnlyList<string> Layers { get; init; } = [];

    public string? Twin { get; init; }

    /// <summary>Names of the secrets that its runs are given. A script that nobody has merged gets none.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
