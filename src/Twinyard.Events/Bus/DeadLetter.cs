namespace Twinyard.Events.Bus;

/// <summary>An event that a consumer was given up on.</summary>
/// <param name="Sequence">The event's place on the bus.</param>
/// <param name="Attempts">All tries, those after a redrive included.</param>
/// <param name="Error">The last failure.</param>
/// <param name="At">When it was given up last.</param>
public sealed record DeadLetter(
    string Consumer, long Sequence, string EventId, string Source, string DetailType, int Attempts, string Error, DateTimeOffset At)
{
    /// <summary>Of this event for this consumer.</summary>
    public string Id => $"{Consumer}:{Sequence}";

    /// <summary>Who was to get it; the consumer itself where it named nobody.</summary>
    public required string Target { get; init; }

    /// <summary>Stable for a kind of failure: <c>no-permission</c>, <c>no-such-target</c>, or the exception's name.</summary>
    public required string ErrorCode { get; init; }

    /// <summary><c>attempts</c>, <c>age</c> or <c>permanent</c>.</summary>
    public required string Exhausted { get; init; }

    /// <summary>The first failure.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary><c>dead</c>, <c>redriven</c> (handed to the consumer again), or <c>delivered</c> (handled after that).</summary>
    public required string State { get; init; }

    /// <summary>How often it was handed to the consumer again.</summary>
    public required int Redrives { get; init; }
}

/// <param name="What"><c>dead</c>, <c>redriven</c> or <c>delivered</c>.</param>
/// <param name="Attempts">Tries up to then since the last redrive.</param>
public sealed record DeadLetterStep(DateTimeOffset At, string What, int Attempts, string Error);

/// <summary>A dead letter and what became of it, oldest first.</summary>
public sealed record DeadLetterHistory(DeadLetter Letter, IReadOnlyList<DeadLetterStep> Steps);
