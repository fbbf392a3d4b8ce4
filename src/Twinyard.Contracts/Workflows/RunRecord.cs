namespace Twinyard.Contracts.Workflows;

/// <summary>What a run's newest attempt executed, on what, what it read and what it left: the evidence that somebody else can check and <c>twinyard run reproduce</c> starts from.</summary>
/// <param name="Proposal">The proposal that brought the commit.</param>
/// <param name="Approvers">Who approved it.</param>
/// <param name="ManifestHash">SHA-256 of the manifest as it was deployed, in its canonical JSON.</param>
/// <param name="EventHash">SHA-256 of the event's JSON; null where no event triggered it.</param>
/// <param name="InputHash">SHA-256 of the input's JSON; null without an input.</param>
/// <param name="ResultHash">SHA-256 of the result's JSON; null where the script left none.</param>
/// <param name="Execution">What it executed on; null while it has not ended, where its script was never started, and for runs from before records were kept.</param>
/// <param name="Reads">What it read over the API, in the order of their names.</param>
/// <param name="Outputs">The files that it left, by path; those of a run that succeeded.</param>
/// <param name="Products">The versions that its objects and models got.</param>
public sealed record RunRecord(
    string Id,
    string Workflow,
    string State,
    int Attempt,
    string Commit,
    string Proposal,
    string Approvers,
    string ManifestHash,
    string Script,
    string Role,
    string Timeout,
    string? EventHash,
    string? InputHash,
    string? ResultHash,
    RunExecution? Execution,
    IReadOnlyList<RunReadEntry> Reads,
    IReadOnlyList<RunOutputDigest> Outputs,
    IReadOnlyList<RunProductEntry> Products)
{
    /// <summary>The secrets that it was given, without their values.</summary>
    public IReadOnlyList<RunSecretVersion> Secrets { get; init; } = [];

    /// <summary>Reads beyond those that are kept.</summary>
    public int ReadsLeftOut { get; init; }

    /// <summary>Files beyond those that are kept.</summary>
    public int OutputsLeftOut { get; init; }
}
