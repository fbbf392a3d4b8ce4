using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Deployments;

/// <summary>
/// Moves default branches to what is deployed. The state database decides what that is, in the transaction that deploys; the
/// branch follows. Where the server ends in between, or git cannot write, the next start makes it good.
/// </summary>
internal sealed partial class DeployedBranches(Database database, RepositoryStore store, RepositoryCatalog catalog, ILogger<DeployedBranches> logger) : IStartupWork
{
    public string Name => "repositories.branches";

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await database.ReadAsync(session => store.ListAllAsync(session, cancellationToken), cancellationToken))
        {
            await FollowAsync(row, cancellationToken);
        }

        return Done.Value;
    }

    public async Task FollowAsync(RepositoryRow row, CancellationToken cancellationToken)
    {
        if (row.Deployed.Length == 0)
        {
            return;
        }

        try
        {
            var repository = catalog.Open(row.Name);
            var tip = await repository.TipAsync(GitRepository.DefaultBranch, cancellationToken) ?? "";
            if (tip != row.Deployed)
            {
                await repository.MoveAsync(GitRepository.DefaultBranch, tip, row.Deployed, cancellationToken);
            }
        }
        catch (GitException e)
        {
            LogNotMoved(e, row.Name, row.Deployed);
        }
    }
}
