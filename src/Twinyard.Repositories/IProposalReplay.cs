using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories;

/// <summary>Looks at a proposal with the events, ticks and metrics of a time that has passed.</summary>
public interface IProposalReplay
{
    /// <summary>What the proposed triggers and alarms would have caused, beside what happened. Causes nothing.</summary>
    /// <param name="from">Of that time or later.</param>
    /// <param name="to">Before that time, which must have passed; at most 92 days after <paramref name="from"/>.</param>
    /// <param name="limit">Entries of the result, 1 to 10 000.</param>
    Task<Result<ReplayComparison>> CompareAsync(long id, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken);
}
