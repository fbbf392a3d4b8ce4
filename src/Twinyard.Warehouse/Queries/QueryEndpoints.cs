using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Warehouse;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;

namespace Twinyard.Warehouse.Queries;

internal static class QueryEndpoints
{
    private const int MaximumRows = 100_000;
    private const int DefaultRows = 10_000;

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/query", QueryAsync).RequireAction("warehouse:Query", "warehouse:database/main");

    internal static async Task<Results<Ok<SqlResult>, FileContentHttpResult, ProblemHttpResult>> QueryAsync(
        SqlQuery query, IWarehouse warehouse, HttpContext context, CancellationToken cancellationToken)
    {
        var result = await warehouse.QueryAsync(
            new WarehouseQuery(context.Principal(), query.Sql ?? "", [.. (query.Parameters ?? []).Select(JsonValues.FromJson)])
            {
                MaximumRows = Math.Clamp(query.MaximumRows ?? DefaultRows, 1, MaximumRows),
            },
            cancellationToken);
        if (!result.IsOk)
        {
            return result.Error.ToProblem();
        }

        foreach (var table in result.Value.Tables)
        {
            context.NoteRead(new RunRead(RunRead.Table, table, "", ""));
        }

        if (AcceptsCsv(context.Request))
        {
            if (result.Value.Truncated)
            {
                context.Response.Headers["Twinyard-Truncated"] = "true";
            }

            return TypedResults.File(CsvText.Of(result.Value), "text/csv; charset=utf-8");
        }

        return TypedResults.Ok(ToContract(result.Value));
    }

    private static bool AcceptsCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase));

    private static SqlResult ToContract(QueryResult result) => new(
        [.. result.Columns.Select(column => new SqlColumn(column.Name, column.Type))],
        [.. result.Rows.Select(row => (IReadOnlyList<JsonNode?>)[.. row.Select(JsonValues.ToJson)])],
        result.Truncated);
}
