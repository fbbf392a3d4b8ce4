using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

/// <summary>The events that the bus still has, by their time.</summary>
public interface IEventArchive
{
    /// <summary>Oldest first; those of the same time in the order of the bus. Read in batches, so what comes onto the bus meanwhile may be in it.</summary>
    IAsyncEnumerable<EventEnvelope> ReadAsync(ArchiveWindow window, CancellationToken cancellationToken);

    /// <returns>The time of the oldest event; null where there is none.</returns>
    Task<DateTimeOffset?> BeginningAsync(CancellationToken cancellationToken);
}

/// <param name="From">Published then or later.</param>
/// <param name="To">Published before then.</param>
/// <param name="Source">Only from this source; null for all.</param>
/// <param name="DetailType">Only of this type; null for all.</param>
public sealed record ArchiveWindow(DateTimeOffset From, DateTimeOffset To, string? Source = null, string? DetailType = null)
{
    /// <returns>Why nothing can be looked back at in it; null where something can.</returns>
    public InvalidError? Refuse(DateTimeOffset now) =>
        From >= To || From < DateTimeOffset.UnixEpoch
            ? new InvalidError("replay-window", $"The window from {From.ToText()} to {To.ToText()} is empty.", "Name a time --to that is later than --from.")
            : To > now
                ? new InvalidError("replay-window", $"The window ends at {To.ToText()}, which has not come yet.", "Name a time --to that has passed.")
                : null;
}
