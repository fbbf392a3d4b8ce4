using System.Text.Json;

namespace Twinyard.Contracts.Workflows;

/// <summary>The record of a run.</summary>
/// <param name="Reference">The schedule expression, the event's id, or who asked.</param>
/// <param name="Script">Empty for a run with steps.</param>
/// <param name="Fence">Grows with every start; only the holder of the newest one may commit outputs.</param>
/// <param name="Event">The event that triggered it, as its envelope; null otherwise.</param>
/// <param name="Result">What the script left as <c>result.json</c>.</param>
/// <param name="BackupRun">The run that stands in for this failed one.</param>
public sealed record RunDetail(
    RunSummary Summary,
    string OccurrenceId,
    DateTimeOffset DueAt,
    string Reference,
    string Proposal,
    string Role,
    string Script,
    string Timeout,
    long Fence,
    JsonElement? Input,
    JsonElement? Event,
    JsonElement? Result,
    string? BackupRun,
    IReadOnlyList<AttemptEntry> Attempts)
{
    /// <summary>When its outputs were decided; they are applied from then to the end. Null when they never were.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>Null while its artifacts are kept, and where it has left none.</summary>
    public RemovedArtifacts? ArtifactsRemoved { get; init; }

    /// <summary>In the manifest's order; empty for a run of one script.</summary>
    public IReadOnlyList<StepEntry> Steps { get; init; } = [];

    /// <summary>The newest run that goes on from this failed one's steps.</summary>
    public string? ResumedBy { get; init; }
}

/// <param name="Outcome"><c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>timed-out</c>, <c>cancelled</c> or <c>lost</c>; <c>committing</c> while its outputs are applied.</param>
public sealed record AttemptEntry(int Number, long Fence, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string Outcome, string? Error);
