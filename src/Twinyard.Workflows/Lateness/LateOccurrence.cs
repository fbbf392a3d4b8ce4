namespace Twinyard.Workflows.Lateness;

/// <summary>An occurrence that is late, or was.</summary>
internal sealed class LateOccurrence
{
    public required string OccurrenceId { get; init; }

    /// <summary>One of <see cref="Lateness.Expectation"/>.</summary>
    public required string Expectation { get; init; }

    public required string TriggerKind { get; init; }

    /// <summary>The schedule expression, the event, or who asked.</summary>
    public required string Label { get; init; }

    public long DueAt { get; init; }

    /// <summary>Ticks that its line stands for.</summary>
    public long Ticks { get; init; }

    /// <summary>The newest of its runs; null for a tick that was missed.</summary>
    public string? RunId { get; init; }
}
