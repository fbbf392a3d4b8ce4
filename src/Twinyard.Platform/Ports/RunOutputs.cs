namespace Twinyard.Platform.Ports;

/// <summary>What a run has put into its output folder, and on whose behalf.</summary>
public sealed record RunOutputs
{
    public required string RunId { get; init; }

    public required string Workflow { get; init; }

    /// <summary>What no other attempt has, of this run or another: each writes to a folder of its own.</summary>
    public string Attempt => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>The role whose permissions bound the outputs.</summary>
    public required string Role { get; init; }

    /// <summary>The commit the run executed; empty for a run of the development twin outside a commit.</summary>
    public required string Commit { get; init; }

    /// <summary>The folder that the script wrote, in the layout of <c>docs/reference/run-outputs.md</c>.</summary>
    public required string Folder { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Topics that the manifest's <c>reports:</c> names.</summary>
    public IReadOnlyList<string> ReportTopics { get; init; } = [];
}
