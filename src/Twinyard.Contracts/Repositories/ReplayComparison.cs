namespace Twinyard.Contracts.Repositories;

/// <summary>What a proposal's triggers and alarms would have caused in a time that has passed, beside what happened. Nothing was caused.</summary>
public sealed record ReplayComparison
{
    public required long Proposal { get; init; }

    /// <summary>The commit that was read.</summary>
    public required string Head { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>Everything before that time is compared; earlier than <see cref="To"/> where a bound was reached.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The bound that was reached; null where none was.</summary>
    public string? CutBecause { get; init; }

    /// <summary>Runs, then alarms.</summary>
    public required IReadOnlyList<ReplayCount> Counts { get; init; }

    /// <summary>By time. Where there are too many, what differs comes before what is the same, and earlier before later.</summary>
    public required IReadOnlyList<ReplayEntry> Entries { get; init; }

    /// <summary>How many more there are.</summary>
    public required int Omitted { get; init; }

    /// <summary>What the comparison does not show, a sentence each.</summary>
    public required IReadOnlyList<string> NotSimulated { get; init; }
}

/// <param name="What"><c>run</c> or <c>alarm</c>.</param>
public sealed record ReplayCount(string What, int Same, int OnlyNow, int OnlyProposed);

/// <param name="Change"><see cref="Same"/>, <see cref="OnlyNow"/> or <see cref="OnlyProposed"/>.</param>
/// <param name="What"><c>run</c> or <c>alarm</c>.</param>
/// <param name="Name">Of the workflow or alarm.</param>
/// <param name="Cause">The schedule, the event pattern, or the alarm's condition.</param>
/// <param name="EventId">The event that caused it; null where none did.</param>
/// <param name="Now">What really happened; null where nothing did.</param>
/// <param name="Proposed">What the proposal would have caused; null where that is nothing.</param>
public sealed record ReplayEntry(string Change, string What, string Name, DateTimeOffset At, string Cause, string? EventId, string? Now, string? Proposed)
{
    public const string Same = "same";
    public const string OnlyNow = "only-now";
    public const string OnlyProposed = "only-proposed";
}
