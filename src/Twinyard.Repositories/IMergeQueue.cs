using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories;

/// <summary>
/// Approved proposals in line, one line a repository. Each is merged with those before it and checked as that; the first whose checks pass is
/// deployed. One that cannot be merged, or whose checks fail, leaves with its reason, and the rest go on without it.
/// </summary>
public interface IMergeQueue
{
    /// <returns>A conflict that lists everything that is missing, such as approvals.</returns>
    Task<Result<QueueSummary>> EnqueueAsync(long proposalId, Principal principal, CancellationToken cancellationToken);

    /// <returns>A conflict when it is not in the queue.</returns>
    Task<Result<QueueSummary>> DequeueAsync(long proposalId, Principal principal, CancellationToken cancellationToken);

    /// <summary>First the next to be merged.</summary>
    Task<Result<IReadOnlyList<QueueSummary>>> ListAsync(string repository, CancellationToken cancellationToken);
}
