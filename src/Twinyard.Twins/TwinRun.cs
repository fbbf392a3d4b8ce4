using Twinyard.Access.Secrets;

namespace Twinyard.Twins;

/// <summary>One execution of one script of one commit.</summary>
public sealed record TwinRun
{
    public required string RunId { get; init; }

    /// <summary>The log stream its output goes to, such as <c>run/&lt;id&gt;</c> or <c>check/&lt;id&gt;</c>.</summary>
    public required string LogStream { get; init; }

    /// <summary>Stands before each line in the log; empty for nothing.</summary>
    public string LogPrefix { get; init; } = "";

    /// <summary>The commit whose tree is laid out, exactly.</summary>
    public required string Commit { get; init; }

    /// <summary>Whether only a commit that was merged and deployed may run, with the tree that was deployed; anything else is refused and audited.</summary>
    public bool MustBeDeployed { get; init; }

    /// <summary>Folder within the tree that is the working directory, such as <c>workflows/evaluate</c>; empty for the root.</summary>
    public required string Folder { get; init; }

    /// <summary>File relative to <see cref="Folder"/>; its extension (<c>.csx</c>, <c>.py</c>, <c>.sh</c>, <c>.ipynb</c>) chooses what runs it.</summary>
    public required string Script { get; init; }

    /// <summary>A session of the workflow's role, valid for the run; becomes <c>TWINYARD_TOKEN</c>.</summary>
    public required string Token { get; init; }

    /// <summary>The triggering event's envelope as JSON, or <c>{}</c>.</summary>
    public required string EventJson { get; init; }

    /// <summary>The input given by hand or by the manifest, or <c>{}</c>.</summary>
    public required string InputJson { get; init; }

    /// <summary>Existing empty folder for outputs; becomes <c>TWINYARD_OUTPUT</c>.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Of the script, from its start; the time that the run waits for its twin does not count.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What the script may use on the server's own machine.</summary>
    public RunLimits Limits { get; init; } = RunLimits.None;

    /// <summary>What it may reach over the network besides this server, as <see cref="Egress.EgressRule"/> reads it; null for what the configuration says.</summary>
    public IReadOnlyList<string>? Egress { get; init; }

    /// <summary>Layers as a manifest names them, such as <c>numerics@3</c>; of two that have the same file the earlier counts.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>What it is given in variables, and what is masked in everything that it says.</summary>
    public RunSecrets Secrets { get; init; } = RunSecrets.None;

    /// <summary>The twin's name in the configuration; null for the one that is the default.</summary>
    public string? Twin { get; init; }

    /// <summary>Longest time of one cell of a notebook; null for no other limit than <see cref="Timeout"/>.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>
    /// Where evidence is kept whatever the outcome: the executed notebook as <see cref="Notebooks.ExecutedNotebook.FileName"/>, written after each cell. Made
    /// when there is something to keep; null to keep nothing.
    /// </summary>
    public string? ArtifactFolder { get; init; }

    /// <summary>Under this title a good run's executed notebook becomes a report among its outputs; null for none.</summary>
    public string? ReportTitle { get; init; }

    /// <summary>The tree of a run outside a commit, by path; null for the commit's.</summary>
    public IReadOnlyDictionary<string, byte[]>? Files { get; init; }

    /// <summary>The person's folder that persists, in the development twin; becomes <c>TWINYARD_WORKSPACE</c>, and may be written. Null elsewhere.</summary>
    public string? Workspace { get; init; }

    /// <summary>Whether a person runs it in the development twin.</summary>
    public bool IsDevelopment => Workspace is not null;

    /// <summary>
    /// Name of the folder that keeps compiled scripts for the runs which share it, such as <see cref="CacheOfWorkflow"/>. A script can write it, so those that
    /// share it can leave each other programs. Null for one that goes with the run, for what nobody has merged.
    /// </summary>
    public string? ScriptCache { get; init; }

    /// <summary>A file with the log of the failed run that this one stands in for; becomes <c>TWINYARD_FAILED_RUN_LOG</c>. Null for a run that is no backup.</summary>
    public string? FailedRunLog { get; init; }

    /// <summary>Called when the run begins to wait for its twin, or for something else than before, with what it waits for; and with null when its script goes on.</summary>
    public Func<string?, Task>? OnWaiting { get; init; }

    /// <summary>Further variables for the script.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public static string CacheOfWorkflow(string workflow) => $"workflow-{workflow}";
}
