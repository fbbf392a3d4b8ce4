namespace Twinyard.Workflows.Placement;

/// <param name="Exclusive">1 where it may only start when no other run of the workflow is under way.</param>
/// <param name="Concurrency">Runs of the workflow that may be under way at the same time, this one among them; 0 for any number.</param>
internal sealed record NewRun(
    string Id, string Workflow, string OccurrenceId, string TriggerKind, string CommitId, long Exclusive, long Concurrency, long QueuedAt, string? BackupOf);
