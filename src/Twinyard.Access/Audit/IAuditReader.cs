using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

/// <summary>The audit trail for those who may read it.</summary>
public interface IAuditReader
{
    /// <summary>Newest first. The cursor is the sequence of the last entry seen.</summary>
    Task<Result<Page<AuditEntry>>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken);

    Task<AuditHead> HeadAsync(CancellationToken cancellationToken);

    /// <summary>Walks over all that is kept, up to the end that there is now.</summary>
    /// <param name="noted">A head's hash that was noted elsewhere and must be on the way; null for none.</param>
    Task<AuditVerdict> VerifyAsync(string? noted, CancellationToken cancellationToken);

    /// <summary>All that is kept, in the order of the chain, up to the end that there is now.</summary>
    IAsyncEnumerable<AuditEntry> ExportAsync(CancellationToken cancellationToken);

    /// <summary>The last entries that pass the filter, then those that come, oldest first, until cancelled.</summary>
    IAsyncEnumerable<AuditEntry> FollowAsync(AuditFilter filter, int last, CancellationToken cancellationToken);
}
