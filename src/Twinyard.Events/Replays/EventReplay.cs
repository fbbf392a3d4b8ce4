namespace Twinyard.Events.Replays;

/// <summary>Archived events that are published once more, and how far that is.</summary>
/// <param name="Name">What the events carry as <c>replay-name</c>.</param>
/// <param name="State"><see cref="Running"/>, <see cref="Completed"/> or <see cref="Cancelled"/>.</param>
/// <param name="Pattern">Only events that match it; null for all.</param>
/// <param name="From">Events of that time or later.</param>
/// <param name="To">Events before that time.</param>
/// <param name="RequestedBy">Such as <c>user/alice</c>.</param>
public sealed record EventReplay(
    string Name, string State, string? Pattern, DateTimeOffset From, DateTimeOffset To, string RequestedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";

    /// <summary>How many events there are to read; null until they are counted, which is the first thing that is done.</summary>
    public required long? Events { get; init; }

    /// <summary>How many of them were read.</summary>
    public required long Read { get; init; }

    /// <summary>How many of those matched and were published once more.</summary>
    public required long Published { get; init; }
}
