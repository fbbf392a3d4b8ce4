using Twinyard.Access;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Replays;

/// <summary>
/// Publishes archived events once more, to the same bus: with ids of their own, marked with the replay's name, in the order of the minute of their
/// original time and of the bus within it. Each goes out once, whatever crashes. Events that a replay has published are not replayed again.
/// </summary>
public interface IEventReplays
{
    /// <summary>Durable when it returns; the events follow in the background. What comes onto the bus later is not in it.</summary>
    Task<Result<EventReplay>> StartAsync(ReplayRequest request, Principal principal, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Page<EventReplay>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<EventReplay>> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Nothing more is published; what has been stays.</summary>
    /// <returns><see cref="ConflictError"/> where it has ended.</returns>
    Task<Result<EventReplay>> CancelAsync(string name, CancellationToken cancellationToken);
}
