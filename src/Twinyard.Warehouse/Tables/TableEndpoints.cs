using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Warehouse;
using Twinyard.Platform.Paging;

namespace Twinyard.Warehouse.Tables;

internal static class TableEndpoints
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/tables", ListAsync).RequireAction("warehouse:ListTables", "warehouse:table/*");

    internal static async Task<Ok<Page<TableSummary>>> ListAsync(string? after, int? limit, TableCatalog catalog, CancellationToken cancellationToken) =>
        TypedResults.Ok(await catalog.ListAsync(new PageRequest(after, limit), cancellationToken));
}
