namespace Twinyard.Workflows.Runs;

/// <summary>What a row of <c>runs</c> says of the session of its newest attempt.</summary>
internal sealed class RunSessionRow
{
    public required string Workflow { get; init; }

    public required string CommitId { get; init; }

    public required string State { get; init; }

    /// <summary>When the attempt began, or, where it waited for its twin, when it was last known to wait.</summary>
    public long AttemptAt { get; init; }

    public required string Hash { get; init; }
}
