using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories.Http;

/// <summary>Repositories and their commits.</summary>
internal static class RepositoryEndpoints
{
    public static void MapRepositoryEndpoints(this RouteGroupBuilder repositories)
    {
        repositories.MapGet("", ListAsync).RequireAction("repositories:ListRepositories", "repositories:repository/*");
        repositories.MapPost("", CreateAsync).RequireAction("repositories:CreateRepository", "repositories:repository/*");
        repositories.MapGet("/{repo}", GetAsync).RequireAction("repositories:GetRepository", "repositories:repository/{repo}");
        repositories.MapGet("/{repo}/commits", ListCommitsAsync).RequireAction("repositories:ListCommits", "repositories:repository/{repo}");
    }

    internal static async Task<Ok<Page<RepositorySummary>>> ListAsync(string? after, int? limit, IRepositories repositories, CancellationToken cancellationToken) =>
        TypedResults.Ok(await repositories.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Created<RepositorySummary>, ProblemHttpResult>> CreateAsync(
        CreateRepositoryRequest request, HttpContext context, IRepositories repositories, CancellationToken cancellationToken)
    {
        var result = context.NameAudited(await repositories.CreateAsync(request.Name ?? "", cancellationToken), made => $"repositories:repository/{made.Name}");
        return result.IsOk ? TypedResults.Created($"/api/v1/repositories/{result.Value.Name}", result.Value) : result.Error.ToProblem();
    }

    internal static async Task<Results<Ok<RepositorySummary>, ProblemHttpResult>> GetAsync(string repo, IRepositories repositories, CancellationToken cancellationToken)
    {
        var result = await repositories.FindAsync(repo, cancellationToken);
        return result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<CommitSummary>>, ProblemHttpResult>> ListCommitsAsync(
        string repo, string? branch, string? after, int? limit, IRepositories repositories, CancellationToken cancellationToken)
    {
        var result = await repositories.ListCommitsAsync(repo, branch, new PageRequest(after, limit), cancellationToken);
        return result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}
