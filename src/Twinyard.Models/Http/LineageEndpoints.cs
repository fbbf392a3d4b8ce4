using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Models;
using Twinyard.Models.Lineage;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Http;

internal static class LineageEndpoints
{
    public static void MapLineageEndpoints(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/api/v1/lineage/{kind}/{**id}", TraceAsync)
        .WithTags("Models")
        .RequireAction("models:GetLineage", "models:lineage/{kind}/{id}");

    internal static async Task<Results<Ok<LineageTree>, ProblemHttpResult>> TraceAsync(string kind, string id, ILineage lineage, CancellationToken cancellationToken)
    {
        var tree = await lineage.TraceAsync(new LineageReference(kind, id), cancellationToken);
        return tree.IsOk ? TypedResults.Ok(tree.Value) : tree.Error.ToProblem();
    }
}
