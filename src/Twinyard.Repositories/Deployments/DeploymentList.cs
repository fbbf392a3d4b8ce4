using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories.Deployments;

internal sealed class DeploymentList(Database database, DeploymentStore store) : IDeployments
{
    public async Task<Page<DeploymentSummary>> ListAsync(string? repository, PageRequest page, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => store.ListAsync(repository, page, session, cancellationToken), cancellationToken)).Map(row => row.ToSummary());

    public async Task<bool> IsDeployedAsync(string commit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => store.FindByCommitAsync(commit, session, cancellationToken), cancellationToken) is not null;
}
