using Microsoft.AspNetCore.Routing;
using Twinyard.Twins.Http;

namespace Twinyard.Twins;

public static class TwinsEndpoints
{
    /// <summary>The twins there are, and runs of the development twin.</summary>
    public static IEndpointRouteBuilder MapTwinsEndpoints(this IEndpointRouteBuilder routes)
    {
        TwinEndpoints.Map(routes);
        DevelopmentRunEndpoints.Map(routes);
        return routes;
    }
}
