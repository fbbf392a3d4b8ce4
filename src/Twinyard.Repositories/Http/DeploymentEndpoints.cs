using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories.Http;

internal static class DeploymentEndpoints
{
    public static void MapDeploymentEndpoints(this RouteGroupBuilder deployments) =>
        deployments.MapGet("", ListAsync).RequireAction("repositories:ListDeployments", "repositories:deployment/*");

    internal static async Task<Ok<Page<DeploymentSummary>>> ListAsync(
        string? repository, string? after, int? limit, IDeployments deployments, CancellationToken cancellationToken) =>
        TypedResults.Ok(await deployments.ListAsync(repository, new PageRequest(after, limit), cancellationToken));
}
