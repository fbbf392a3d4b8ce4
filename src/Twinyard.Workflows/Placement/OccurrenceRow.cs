namespace Twinyard.Workflows.Placement;

/// <summary>A row of <c>occurrences</c>.</summary>
internal sealed record OccurrenceRow(
    string Id,
    string Workflow,
    string TriggerId,
    string TriggerKind,
    string Reference,
    string Label,
    long DueAt,
    long? UntilAt,
    long Ticks,
    string Outcome,
    string Reason,
    long? DecidedAt,
    long? MissedAt,
    string? EventJson,
    string? InputJson,
    long Depth)
{
    public static OccurrenceRow Of(string id, string workflow, NewOccurrence occurrence, Verdict? verdict, long now) => new(
        id,
        workflow,
        occurrence.TriggerId,
        occurrence.TriggerKind,
        occurrence.Reference,
        occurrence.Label,
        occurrence.DueAt,
        occurrence.UntilAt,
        occurrence.Ticks,
        verdict?.Outcome ?? Outcomes.Pending,
        verdict?.Reason ?? "",
        verdict is null ? null : now,
        verdict?.Outcome == Outcomes.Missed ? now : null,
        occurrence.EventJson,
        occurrence.InputJson,
        occurrence.Depth);
}

/// <summary>What makes an occurrence itself.</summary>
internal readonly record struct OccurrenceKey(string TriggerId, string Reference);
