namespace Twinyard.Chaos.Evidence;

/// <summary>All that the environment says when it has settled, read without the product's own reading, and what was seen from outside.</summary>
internal sealed record State
{
    public IReadOnlyList<OccurrenceRow> Occurrences { get; init; } = [];

    public IReadOnlyList<RunRow> Runs { get; init; } = [];

    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];

    public IReadOnlyList<StepRow> Steps { get; init; } = [];

    public IReadOnlyList<CommitRow> Commits { get; init; } = [];

    /// <summary>Of the script, of its webhook, and of runs.</summary>
    public IReadOnlyList<EventRow> Events { get; init; } = [];

    public IReadOnlyList<DeploymentRow> Deployments { get; init; } = [];

    public IReadOnlyList<ObjectRow> Objects { get; init; } = [];

    public IReadOnlyList<TableRow> Rows { get; init; } = [];

    /// <summary>The stamp of every datapoint that a run has left.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The stamp of every execution that began, as its script told.</summary>
    public IReadOnlyList<string> Starts { get; init; } = [];
}
