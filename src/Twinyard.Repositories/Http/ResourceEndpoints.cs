using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Repositories.Resources;

namespace Twinyard.Repositories.Http;

/// <summary>Declared things of the environment, as the control plane sees them.</summary>
internal static class ResourceEndpoints
{
    private const string Resource = "resources:{kind}/{name}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var resources = routes.MapGroup("/api/v1/resources");
        resources.MapGet("", ListAsync).RequireAction("resources:ListResources", "resources:*");
        resources.MapGet("/{kind}/{**name}", GetAsync).RequireAction("resources:GetResource", Resource);
        resources.MapPost("/{kind}/{**name}", CreateAsync).RequireAction("resources:CreateResource", Resource);
        resources.MapPut("/{kind}/{**name}", UpdateAsync).RequireAction("resources:UpdateResource", Resource);
        resources.MapDelete("/{kind}/{**name}", DeleteAsync).RequireAction("resources:DeleteResource", Resource);
    }

    internal static async Task<Results<Ok<Page<ResourceSummary>>, ProblemHttpResult>> ListAsync(string? kind, string? after, int? limit, ResourceDesk desk, CancellationToken cancellationToken)
    {
        var found = await desk.ListAsync(kind, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error.ToProblem();
        }

        var page = new PageRequest(after, limit);
        var rest = found.Value.OrderBy(Cursor, StringComparer.Ordinal).Where(resource => string.CompareOrdinal(Cursor(resource), page.After ?? "") > 0);
        return TypedResults.Ok(Page<ResourceSummary>.Cut([.. rest.Take(page.Size + 1)], page.Size, Cursor));
    }

    internal static async Task<Results<Ok<ResourceDetail>, ProblemHttpResult>> GetAsync(string kind, string name, ResourceDesk desk, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(kind, name, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static Task<Results<Ok<ResourceSummary>, ProblemHttpResult>> CreateAsync(
        string kind, string name, ResourceDeclarationRequest request, HttpContext context, ResourceDesk desk, CancellationToken cancellationToken) =>
        PutAsync(kind, name, request, create: true, context, desk, cancellationToken);

    internal static Task<Results<Ok<ResourceSummary>, ProblemHttpResult>> UpdateAsync(
        string kind, string name, ResourceDeclarationRequest request, HttpContext context, ResourceDesk desk, CancellationToken cancellationToken) =>
        PutAsync(kind, name, request, create: false, context, desk, cancellationToken);

    internal static async Task<Results<Ok<ResourceSummary>, ProblemHttpResult>> DeleteAsync(
        string kind, string name, HttpContext context, ResourceDesk desk, CancellationToken cancellationToken)
    {
        var deleted = await desk.DeleteAsync(kind, name, context.Principal(), cancellationToken);
        return deleted.IsOk ? TypedResults.Ok(deleted.Value) : deleted.Error.ToProblem();
    }

    private static async Task<Results<Ok<ResourceSummary>, ProblemHttpResult>> PutAsync(
        string kind, string name, ResourceDeclarationRequest request, bool create, HttpContext context, ResourceDesk desk, CancellationToken cancellationToken)
    {
        var put = await desk.PutAsync(kind, name, request, create, context.Principal(), cancellationToken);
        return put.IsOk ? TypedResults.Ok(put.Value) : put.Error.ToProblem();
    }

    private static string Cursor(ResourceSummary resource) => $"{resource.Kind}/{resource.Name}";
}
