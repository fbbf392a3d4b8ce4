using Microsoft.AspNetCore.Routing;
using Twinyard.Workflows.Http;

namespace Twinyard.Workflows;

public static class WorkflowsEndpoints
{
    /// <summary>Workflows, ledgers, runs and their logs.</summary>
    public static IEndpointRouteBuilder MapWorkflowsEndpoints(this IEndpointRouteBuilder routes)
    {
        WorkflowEndpoints.Map(routes);
        BackfillEndpoints.Map(routes);
        WebhookEndpoints.Map(routes);
        RunEndpoints.Map(routes);
        return routes;
    }
}
