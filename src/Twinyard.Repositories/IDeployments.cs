using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories;

/// <summary>What was merged and applied. Deployments are never changed or forgotten.</summary>
public interface IDeployments
{
    /// <summary>Newest first.</summary>
    /// <param name="repository">Null for all.</param>
    Task<Page<DeploymentSummary>> ListAsync(string? repository, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Whether the commit was ever deployed: merged, with its checks passed on exactly that commit.</summary>
    Task<bool> IsDeployedAsync(string commit, CancellationToken cancellationToken);
}
