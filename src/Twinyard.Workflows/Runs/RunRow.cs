using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Runs;

/// <summary>A row of <c>runs</c>.</summary>
internal sealed class RunRow
{
    /// <summary>The select list that fills this.</summary>
    public const string Columns =
        """
        id AS Id, workflow AS Workflow, occurrence_id AS OccurrenceId, trigger_kind AS TriggerKind, commit_id AS CommitId, state AS State,
        exclusive AS Exclusive, concurrency AS Concurrency, attempt AS Attempt, fence AS Fence, cancel_reason AS CancelReason, queued_at AS QueuedAt,
        started_at AS StartedAt, attempt_at AS AttemptAt, ended_at AS EndedAt, error AS Error, result AS Result, backup_of AS BackupOf,
        resumed_from AS ResumedFrom, waiting_for AS WaitingFor
        """;

    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required string OccurrenceId { get; init; }

    public required string TriggerKind { get; init; }

    public required string CommitId { get; init; }

    public required string State { get; init; }

    public long Exclusive { get; init; }

    public long Concurrency { get; init; }

    public long Attempt { get; init; }

    public long Fence { get; init; }

    public string? CancelReason { get; init; }

    public long QueuedAt { get; init; }

    /// <summary>Start of the first attempt.</summary>
    public long? StartedAt { get; init; }

    /// <summary>Start of the newest attempt.</summary>
    public long? AttemptAt { get; init; }

    public long? EndedAt { get; init; }

    public string? Error { get; init; }

    public string? Result { get; init; }

    public string? BackupOf { get; init; }

    /// <summary>What it waits for before its script starts, while it is running.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>The failed run whose steps it goes on from.</summary>
    public string? ResumedFrom { get; init; }

    /// <summary>Of the secret that the attempt was given; read by its claim only.</summary>
    public string? SessionHash { get; init; }

    public RunSummary ToSummary() => new(
        Id,
        Workflow,
        State,
        TriggerKind,
        CommitId,
        (int)Attempt,
        UnixMicros.FromUnixMicros(QueuedAt),
        UnixMicros.FromUnixMicros(StartedAt),
        UnixMicros.FromUnixMicros(EndedAt),
        Error,
        BackupOf)
    {
        WaitingFor = State == RunStates.Running ? WaitingFor : null,
        ResumedFrom = ResumedFrom,
    };
}
