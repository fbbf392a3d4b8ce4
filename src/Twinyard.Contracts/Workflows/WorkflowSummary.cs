namespace Twinyard.Contracts.Workflows;

/// <summary>A deployed workflow in a list.</summary>
/// <param name="Triggers">As written: <c>cron(0 6 * * ? *)</c>, or <c>event</c> and its pattern.</param>
/// <param name="LastOutcome">Of the newest entry on its ledger (<c>ran</c>, <c>failed</c>, <c>skipped</c>, …); null when there is none yet.</param>
/// <param name="LastRunId">The newest run, whatever became of it.</param>
/// <param name="LastRunState">State of that run.</param>
/// <param name="NextTick">The earliest tick to come; null when no schedule has one.</param>
public sealed record WorkflowSummary(
    string Name,
    string Description,
    string Role,
    string Commit,
    IReadOnlyList<string> Triggers,
    string? LastOutcome,
    DateTimeOffset? LastAt,
    string? LastRunId,
    string? LastRunState,
    DateTimeOffset? NextTick,
    int ActiveRuns);
