using Microsoft.AspNetCore.Routing;
using Twinyard.Twins.Http;

namespace Twinyard.Twins;

public static class TwinsEndpoints
{
    /// <summary>The twins there are, layers, runs of the development twin, and the caller's workspace there.</summary>
    public static IEndpointRouteBuilder MapTwinsEndpoints(this IEndpointRouteBuilder routes)
    {
        TwinEndpoints.Map(routes);
        TwinPowerEndpoints.Map(routes);
        DevelopmentRunEndpoints.Map(routes);
        WorkspaceEndpoints.Map(routes);
        LayerEndpoints.Map(routes);
        return routes;
    }
}
