using Microsoft.AspNetCore.Routing;

namespace Twinyard.Signals;

public static class SignalsEndpoints
{
    public static IEndpointRouteBuilder MapSignalsEndpoints(this IEndpointRouteBuilder routes) => routes;
}
