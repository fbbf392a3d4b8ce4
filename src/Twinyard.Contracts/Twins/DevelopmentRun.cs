using System.Text.Json;

namespace Twinyard.Contracts.Twins;

/// <summary>A script or notebook to run in the development twin.</summary>
/// <param name="Script">One of the files.</param>
/// <param name="Files">The tree it runs in, as a commit's would be.</param>
/// <param name="Input">What the script reads as its input; a notebook's parameters.</param>
/// <param name="Twin">The twin's name; null for the default.</param>
/// <param name="Timeout">Such as <c>30m</c>, which is the default of a script that no manifest names.</param>
/// <param name="CellTimeout">Of one cell of a notebook; null for no other limit.</param>
/// <param name="Layers">Such as <c>numerics@3</c>, before those of the manifest.</param>
/// <param name="IgnoreManifest">Not as the workflow of the files that names the script would run it.</param>
public sealed record DevelopmentRunRequest(
    string Script,
    IReadOnlyList<DevelopmentFile> Files,
    JsonElement? Input = null,
    string? Twin = null,
    string? Timeout = null,
    string? CellTimeout = null,
    IReadOnlyList<string>? Layers = null,
    bool IgnoreManifest = false);

/// <param name="Path">Relative, with slashes.</param>
/// <param name="Content">As Base64.</param>
public sealed record DevelopmentFile(string Path, byte[] Content);

/// <summary>The same notebook, mended, to go on with.</summary>
/// <param name="Notebook">Null to go on with the one there is.</param>
/// <param name="Cell">1-based; null for the cell that stopped it.</param>
public sealed record ResumeRequest(byte[]? Notebook = null, int? Cell = null, string? Timeout = null, string? CellTimeout = null);

/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>timed-out</c> or <c>cancelled</c>.</param>
/// <param name="Error">Why it did not succeed.</param>
/// <param name="LogStream">The log stream of the newest try.</param>
/// <param name="StoppedAt">The cell, 1-based, that a notebook did not get past.</param>
/// <param name="ResumableUntil">The notebook's kernel is kept with its state until then; null where it is gone.</param>
/// <param name="Outputs">What it left as outputs. They are shown and not applied: only a merged workflow changes the environment.</param>
public sealed record DevelopmentRunSummary(
    string Id,
    string Script,
    string Twin,
    string State,
    string? Error,
    string LogStream,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int? StoppedAt,
    DateTimeOffset? ResumableUntil,
    IReadOnlyList<DevelopmentOutput> Outputs)
{
    /// <summary>The workflow as which it runs; null where no manifest names the script.</summary>
    public string? Workflow { get; init; }

    /// <summary>What the workflow's manifest says that bears on the run, such as <c>layers numerics@3</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <param name="Size">In bytes.</param>
public sealed record DevelopmentOutput(string Path, long Size);

/// <param name="Kind"><c>process</c> or <c>jupyter</c>.</param>
/// <param name="Address">Of a Jupyter Server.</param>
public sealed record TwinSummary(string Name, string Kind, string? Address, bool IsDefault)
{
    /// <summary>Null for a twin that is not switched on and off.</summary>
    public TwinPowerSummary? Power { get; init; }
}
