namespace Twinyard.Workflows.Placement;

/// <param name="Exclusive">1 where it may only start when no other run of the workflow is under way.</param>
internal sealed record NewRun(string Id, string Workflow, string OccurrenceId, string TriggerKind, string CommitId, long Exclusive, long QueuedAt, string? BackupOf);
