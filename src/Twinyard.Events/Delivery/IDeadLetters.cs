using Twinyard.Events.Bus;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Delivery;

/// <summary>Events that consumers were given up on, and their way back.</summary>
public interface IDeadLetters
{
    /// <summary>Newest first.</summary>
    /// <param name="consumer">Null for all.</param>
    /// <param name="state"><c>dead</c>, <c>redriven</c> or <c>delivered</c>; null for all.</param>
    Task<Result<Page<DeadLetter>>> ListAsync(string? consumer, string? state, PageRequest page, CancellationToken cancellationToken);

    /// <returns>How many are dead: those that were redriven or delivered since do not count.</returns>
    Task<long> CountDeadAsync(CancellationToken cancellationToken);

    /// <returns><see cref="NotFoundError"/> where there is none.</returns>
    Task<Result<DeadLetterHistory>> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Hands the event to its consumer again, with all attempts anew. It takes effect once, however often and by whomever this is asked.
    /// </summary>
    /// <returns><see cref="ConflictError"/> where it was redriven already, or its consumer is no more.</returns>
    Task<Result<DeadLetter>> RedriveAsync(string id, CancellationToken cancellationToken);

    /// <summary>The same with all dead letters of a consumer, in order of the bus.</summary>
    /// <returns>How many were handed over.</returns>
    Task<Result<int>> RedriveAllAsync(string consumer, CancellationToken cancellationToken);
}
