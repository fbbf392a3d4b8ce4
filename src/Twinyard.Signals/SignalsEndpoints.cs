using Microsoft.AspNetCore.Routing;
using Twinyard.Signals.Alarms;
using Twinyard.Signals.Logs;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals;

public static class SignalsEndpoints
{
    public static IEndpointRouteBuilder MapSignalsEndpoints(this IEndpointRouteBuilder routes)
    {
        MetricEndpoints.Map(routes);
        AlarmEndpoints.Map(routes);
        LogEndpoints.Map(routes);
        return routes;
    }
}
