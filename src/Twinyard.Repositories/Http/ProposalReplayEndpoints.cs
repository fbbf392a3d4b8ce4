using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Http;

namespace Twinyard.Repositories.Http;

/// <summary>A proposal on what has happened. Who asks must be allowed to read both.</summary>
internal static class ProposalReplayEndpoints
{
    private const int DefaultLimit = 1000;

    public static void MapProposalReplayEndpoints(this RouteGroupBuilder proposals) =>
        proposals.MapGet("/{id:long}/replay", CompareAsync)
            .RequireAction("repositories:GetProposal", "repositories:proposal/{id}")
            .RequireAction("events:ListEvents", "events:bus/default");

    internal static async Task<Results<Ok<ReplayComparison>, ProblemHttpResult>> CompareAsync(
        long id, DateTimeOffset from, DateTimeOffset to, int? limit, IProposalReplay replay, CancellationToken cancellationToken)
    {
        var compared = await replay.CompareAsync(id, from, to, limit ?? DefaultLimit, cancellationToken);
        return compared.IsOk ? TypedResults.Ok(compared.Value) : compared.Error.ToProblem();
    }
}
