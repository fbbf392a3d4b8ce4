using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.Http;

/// <summary>The merge queue, and the way back. Who may merge may queue, take out of the queue, and revert.</summary>
internal static class QueueEndpoints
{
    private const string Merge = "repositories:MergeProposal";
    private const string OfProposal = "repositories:proposal/{id}";

    public static void MapQueueEndpoints(this RouteGroupBuilder proposals)
    {
        proposals.MapPost("/{id:long}/queue", EnqueueAsync).RequireAction(Merge, OfProposal);
        proposals.MapDelete("/{id:long}/queue", DequeueAsync).RequireAction(Merge, OfProposal);
        proposals.MapPost("/{id:long}/revert", RevertProposalAsync).RequireAction(Merge, OfProposal);
    }

    public static void MapRepositoryQueueEndpoints(this RouteGroupBuilder repositories)
    {
        repositories.MapGet("/{repo}/queue", ListAsync).RequireAction("repositories:ListProposals", "repositories:repository/{repo}");
        repositories.MapPost("/{repo}/revert", RevertAsync).RequireAction("repositories:RevertRepository", "repositories:repository/{repo}");
    }

    internal static async Task<Results<Ok<QueueSummary>, ProblemHttpResult>> EnqueueAsync(
        long id, HttpContext context, IMergeQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.EnqueueAsync(id, context.Principal(), cancellationToken));

    internal static async Task<Results<Ok<QueueSummary>, ProblemHttpResult>> DequeueAsync(
        long id, HttpContext context, IMergeQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.DequeueAsync(id, context.Principal(), cancellationToken));

    internal static async Task<Results<Ok<IReadOnlyList<QueueSummary>>, ProblemHttpResult>> ListAsync(
        string repo, IMergeQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.ListAsync(repo, cancellationToken));

    internal static async Task<Results<Ok<RevertOutcome>, ProblemHttpResult>> RevertProposalAsync(
        long id, HttpContext context, IReverts reverts, CancellationToken cancellationToken) =>
        Answer(await reverts.RevertProposalAsync(id, context.Principal(), cancellationToken));

    internal static async Task<Results<Ok<DeploymentSummary>, ProblemHttpResult>> RevertAsync(
        string repo, RevertRepositoryRequest? request, HttpContext context, IReverts reverts, CancellationToken cancellationToken) =>
        Answer(await reverts.RevertAsync(repo, request?.To, context.Principal(), cancellationToken));

    private static Results<Ok<T>, ProblemHttpResult> Answer<T>(Result<T> result) =>
        result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
}
