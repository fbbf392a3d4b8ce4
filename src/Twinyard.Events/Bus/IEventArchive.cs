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
public sealed record ArchiveWindow(DateTimeOffset From, DateTimeOffset To, string? Source = null, string? DetailType = null);
