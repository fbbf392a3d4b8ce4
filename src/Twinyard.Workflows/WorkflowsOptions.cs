namespace Twinyard.Workflows;

/// <summary>Bounds of the run journal and the invoker. Section <c>workflows</c> of the configuration.</summary>
public sealed class WorkflowsOptions
{
    public const string Section = "workflows";

    /// <value>Runs that this server executes at the same time; 4 by default.</value>
    public int MaximumConcurrentRuns { get; set; } = 4;

    /// <value>Runs that may wait for their twins to start without taking a place of <see cref="MaximumConcurrentRuns"/>; 16 by default.</value>
    public int MaximumRunsWaitingForTwins { get; set; } = 16;

    /// <value>Runs on the deployment twin at the same time, counted over all servers that share the environment. No limit by default.</value>
    public int? MaximumTwinRuns { get; set; }

    /// <value>Runs of one workflow that may wait; what comes on top is skipped, and the ledger says so. 1 000 by default.</value>
    public int MaximumWaitingRuns { get; set; } = 1000;

    /// <value>A run that was not heard of for this long is lost. 30 seconds by default; its heart beats six times as often.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>A tick that is late by more than this was missed, and <c>catch-up</c> decides about it. 1 minute by default.</value>
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <value>Wait before the first retry; doubled for each further one, up to 5 minutes. 10 seconds by default.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>How long artifacts of runs that have ended are kept; 90 days by default.</value>
    public TimeSpan ArtifactsFor { get; set; } = TimeSpan.FromDays(90);

    /// <value>Bytes that all artifacts may have together before the oldest are removed; 10 GiB by default.</value>
    public long ArtifactsBytes { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <value>
    /// What the steps of a run that did not succeed have left is kept for this long, so that another can go on from it. 3 days by default.
    /// </value>
    public TimeSpan KeepSteps { get; set; } = TimeSpan.FromDays(3);

    /// <value>What is kept of them all together, in bytes; beyond that the oldest goes first. 10 GB by default.</value>
    public long KeepStepsBytes { get; set; } = 10_000_000_000;

    /// <value>How many runs may follow from one another through events before the next is refused as a loop; 16 by default.</value>
    public int MaximumChainDepth { get; set; } = 16;
}
