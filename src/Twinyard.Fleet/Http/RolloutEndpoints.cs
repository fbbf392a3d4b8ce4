using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Fleet.Http;

internal static class RolloutEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var rollouts = routes.MapGroup("/api/v1/fleet/rollouts").WithTags("fleet");
        rollouts.MapPost("", CreateAsync).RequireAction("fleet:CreateRollout", "fleet:rollout/*");
        rollouts.MapGet("", ListAsync).RequireAction("fleet:ListRollouts", "fleet:rollout/*");
        rollouts.MapGet("{rollout}", FindAsync).RequireAction("fleet:GetRollout", "fleet:rollout/{rollout}");
        rollouts.MapPost("{rollout}/cancel", CancelAsync).RequireAction("fleet:CancelRollout", "fleet:rollout/{rollout}");
    }

    internal static async Task<Results<Created<RolloutDetail>, ProblemHttpResult>> CreateAsync(CreateRolloutRequest request, IFleet fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var created = context.NameAudited(await fleet.CreateRolloutAsync(request, context.Principal(), cancellationToken), made => $"fleet:rollout/{made.Rollout.Id}");
        return created.IsOk ? TypedResults.Created($"/api/v1/fleet/rollouts/{created.Value.Rollout.Id}", created.Value) : created.Error.ToProblem();
    }

    internal static async Task<Ok<Page<RolloutSummary>>> ListAsync(string? after, int? limit, IFleet fleet, CancellationToken cancellationToken) =>
        TypedResults.Ok(await fleet.ListRolloutsAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<RolloutDetail>, ProblemHttpResult>> FindAsync(string rollout, IFleet fleet, CancellationToken cancellationToken)
    {
        var found = await fleet.FindRolloutAsync(rollout, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static async Task<Results<Ok<RolloutDetail>, ProblemHttpResult>> CancelAsync(string rollout, IFleet fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var cancelled = await fleet.CancelRolloutAsync(rollout, context.Principal(), cancellationToken);
        return cancelled.IsOk ? TypedResults.Ok(cancelled.Value) : cancelled.Error.ToProblem();
    }
}
