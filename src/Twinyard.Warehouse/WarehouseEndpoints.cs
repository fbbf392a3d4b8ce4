using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twinyard.Warehouse.Forwarding;
using Twinyard.Warehouse.Queries;
using Twinyard.Warehouse.Tables;

namespace Twinyard.Warehouse;

public static class WarehouseEndpoints
{
    public static IEndpointRouteBuilder MapWarehouseEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/warehouse").WithTags("Warehouse");
        QueryEndpoints.Map(group);
        TableEndpoints.Map(group);
        SessionEndpoint.Map(routes);
        return routes;
    }
}
