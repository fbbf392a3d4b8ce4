namespace Twinyard.Workflows.Placement;

/// <summary>A tick, an event or a request, on its way to the ledger.</summary>
internal sealed record NewOccurrence
{
    public const string Schedule = "schedule";
    public const string Event = "event";
    public const string Manual = "manual";

    public required string TriggerId { get; init; }

    /// <summary><see cref="Schedule"/>, <see cref="Event"/> or <see cref="Manual"/>.</summary>
    public required string TriggerKind { get; init; }

    /// <summary>What makes it itself: the tick in Unix microseconds, the event's id, the request's id. Unique within the trigger.</summary>
    public required string Reference { get; init; }

    public OccurrenceKey Key => new(TriggerId, Reference);

    /// <summary>For people: the schedule expression, the event's detail type and id, who asked.</summary>
    public required string Label { get; init; }

    public required long DueAt { get; init; }

    /// <summary>The last tick of a summary.</summary>
    public long? UntilAt { get; init; }

    /// <summary>Ticks it stands for.</summary>
    public long Ticks { get; init; } = 1;

    /// <summary>Decided before it could run: missed, superseded or skipped. Null for one that is to run.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The event's envelope as JSON.</summary>
    public string? EventJson { get; init; }

    public string? InputJson { get; init; }

    /// <summary>Runs that led to this one through events.</summary>
    public int Depth { get; init; }
}

/// <summary>A final outcome and why.</summary>
internal sealed record Verdict(string Outcome, string Reason);
