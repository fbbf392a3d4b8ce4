namespace Twinyard.Platform.Ports;

/// <summary>
/// What declarations of a kind would have caused in a time that has passed, from what is recorded of it, beside what was caused then. It causes
/// nothing. Implemented by whoever has a kind that acts as time passes: workflows run, alarms are raised.
/// </summary>
public interface IResourceReplay
{
    /// <summary>Of the declarations that it takes, as <see cref="IResourceKind.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>What the result does not show, a sentence each, for people.</summary>
    IReadOnlyList<string> NotSimulated { get; }

    Task<ResourceReplay> ReplayAsync(ReplayedDeclarations declarations, CancellationToken cancellationToken);
}

/// <param name="Proposed">Name → specification, as <see cref="IResourceKind.Read"/> gives it.</param>
/// <param name="Removed">Names that are deployed and are not proposed any more.</param>
/// <param name="From">Effects of that time or later.</param>
/// <param name="To">Effects before that time, which has passed.</param>
public sealed record ReplayedDeclarations(IReadOnlyDictionary<string, string> Proposed, IReadOnlyList<string> Removed, DateTimeOffset From, DateTimeOffset To);

/// <param name="Until">Every effect before that time is there; earlier than what was asked for where a bound was reached.</param>
/// <param name="CutBecause">The bound that was reached, as a sentence; null where none was.</param>
public sealed record ResourceReplay(IReadOnlyList<ReplayEffect> Effects, DateTimeOffset Until, string? CutBecause);

/// <summary>Something that happened, that the proposed declarations would have caused, or both.</summary>
public sealed record ReplayEffect
{
    /// <summary><c>run</c> or <c>alarm</c>.</summary>
    public required string What { get; init; }

    /// <summary>Of the workflow or alarm.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The schedule, the event pattern, or the alarm's condition.</summary>
    public required string Cause { get; init; }

    /// <summary>The event's id; null where it was no event.</summary>
    public string? EventId { get; init; }

    /// <summary>What really happened; null where nothing did.</summary>
    public string? Now { get; init; }

    /// <summary>What the proposed declarations would have caused; null where that is nothing.</summary>
    public string? Proposed { get; init; }
}
