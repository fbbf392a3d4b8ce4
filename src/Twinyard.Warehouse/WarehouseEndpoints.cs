using Microsoft.AspNetCore.Routing;

namespace Twinyard.Warehouse;

public static class WarehouseEndpoints
{
    public static IEndpointRouteBuilder MapWarehouseEndpoints(this IEndpointRouteBuilder routes) => routes;
}
