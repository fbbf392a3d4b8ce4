using Microsoft.AspNetCore.Routing;
using Twinyard.Fleet.Http;

namespace Twinyard.Fleet;

public static class FleetEndpoints
{
    /// <summary><c>/api/v1/fleet/…</c>.</summary>
    public static IEndpointRouteBuilder MapFleetEndpoints(this IEndpointRouteBuilder routes)
    {
        DeviceEndpoints.Map(routes);
        RolloutEndpoints.Map(routes);
        return routes;
    }
}
