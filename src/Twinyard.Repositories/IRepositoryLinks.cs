using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories;

/// <summary>
/// Repositories that live in a GitLab: commits come from there, approvals and merges are done there; checks and deployments are done here.
/// </summary>
public interface IRepositoryLinks
{
    Task<Result<RepositoryLinkSummary>> FindAsync(string repository, CancellationToken cancellationToken);

    /// <summary>Asks the GitLab for the project with the token, and keeps the link; one that is there is replaced.</summary>
    /// <returns>Invalid where the GitLab does not know token or project; failed where it does not answer.</returns>
    Task<Result<RepositoryLinkSummary>> LinkAsync(string repository, LinkRepositoryRequest request, Principal principal, CancellationToken cancellationToken);

    /// <summary>Forgets the link and its secrets. What is deployed stays; the repository is pushed to here again.</summary>
    Task<Result<RepositoryLinkSummary>> UnlinkAsync(string repository, CancellationToken cancellationToken);
}
