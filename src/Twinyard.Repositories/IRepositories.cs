using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories;

/// <summary>Bare git repositories that are pushed to over HTTP.</summary>
public interface IRepositories
{
    Task<Page<RepositorySummary>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<RepositorySummary>> FindAsync(string name, CancellationToken cancellationToken);

    /// <returns>The empty repository; a conflict when there is one of that name.</returns>
    Task<Result<RepositorySummary>> CreateAsync(string name, CancellationToken cancellationToken);

    /// <param name="branch">Null for the default branch; without commits the page is empty.</param>
    Task<Result<Page<CommitSummary>>> ListCommitsAsync(string name, string? branch, PageRequest page, CancellationToken cancellationToken);
}
