using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.Http;

/// <summary>Proposals: open, look at, approve, merge, close.</summary>
internal static class ProposalEndpoints
{
    private const string OfRepository = "repositories:repository/{repo}";
    private const string OfProposal = "repositories:proposal/{id}";

    public static void MapProposalEndpoints(this RouteGroupBuilder proposals)
    {
        proposals.MapGet("", ListAllAsync).RequireAction("repositories:ListProposals", "repositories:proposal/*");
        proposals.MapGet("/{id:long}", GetAsync).RequireAction("repositories:GetProposal", OfProposal);
        proposals.MapPost("/{id:long}/approve", ApproveAsync).RequireAction("repositories:ApproveProposal", OfProposal);
        proposals.MapPost("/{id:long}/merge", MergeAsync).RequireAction("repositories:MergeProposal", OfProposal);
        proposals.MapPost("/{id:long}/close", CloseAsync).RequireAction("repositories:CloseProposal", OfProposal);
    }

    public static void MapRepositoryProposalEndpoints(this RouteGroupBuilder repositories)
    {
        repositories.MapGet("/{repo}/proposals", ListAsync).RequireAction("repositories:ListProposals", OfRepository);
        repositories.MapPost("/{repo}/proposals", OpenAsync).RequireAction("repositories:OpenProposal", OfRepository);
    }

    internal static async Task<Ok<Page<ProposalSummary>>> ListAllAsync(
        string? state, string? after, int? limit, IProposals proposals, CancellationToken cancellationToken) =>
        TypedResults.Ok(await proposals.ListAsync(null, state, new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<Page<ProposalSummary>>, ProblemHttpResult>> ListAsync(
        string repo, string? state, string? after, int? limit, IProposals proposals, IRepositories repositories, CancellationToken cancellationToken)
    {
        var repository = await repositories.FindAsync(repo, cancellationToken);
        return repository.IsOk
            ? TypedResults.Ok(await proposals.ListAsync(repo, state, new PageRequest(after, limit), cancellationToken))
            : repository.Error.ToProblem();
    }

    internal static async Task<Results<Created<ProposalSummary>, ProblemHttpResult>> OpenAsync(
        string repo, OpenProposalRequest request, HttpContext context, IProposals proposals, CancellationToken cancellationToken)
    {
        var complete = new OpenProposalRequest(request.Branch ?? "", request.Title ?? "");
        var result = context.NameAudited(
            await proposals.OpenAsync(repo, complete, context.Principal(), cancellationToken), made => $"repositories:proposal/{made.Id}", made => $"{made.Branch} of {repo}");
        return result.IsOk ? TypedResults.Created($"/api/v1/proposals/{result.Value.Id}", result.Value) : result.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ProposalDetail>, ProblemHttpResult>> GetAsync(long id, IProposals proposals, CancellationToken cancellationToken)
    {
        var result = await proposals.FindAsync(id, cancellationToken);
        return result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ProposalSummary>, ProblemHttpResult>> ApproveAsync(
        long id, ApproveProposalRequest? request, HttpContext context, IProposals proposals, CancellationToken cancellationToken) =>
        Answer(await proposals.ApproveAsync(id, request?.Head, context.Principal(), cancellationToken));

    internal static async Task<Results<Ok<DeploymentSummary>, ProblemHttpResult>> MergeAsync(
        long id, HttpContext context, IProposals proposals, CancellationToken cancellationToken)
    {
        var result = await proposals.MergeAsync(id, context.Principal(), cancellationToken);
        return result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ProposalSummary>, ProblemHttpResult>> CloseAsync(
        long id, HttpContext context, IProposals proposals, CancellationToken cancellationToken) =>
        Answer(await proposals.CloseAsync(id, context.Principal(), cancellationToken));

    private static Results<Ok<ProposalSummary>, ProblemHttpResult> Answer(Result<ProposalSummary> result) =>
        result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
}
