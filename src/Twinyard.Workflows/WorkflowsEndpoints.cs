using Microsoft.AspNetCore.Routing;
using Twinyard.Workflows.Http;

namespace Twinyard.Workflows;

public static class WorkflowsEndpoints
{
    /// <summary>Workflows, ledgers, runs, their logs and artifacts.</summary>
    public static IEndpointRouteBuilder MapWorkflowsEndpoints(this IEndpointRouteBuilder routes)
    {
        WorkflowEndpoints.Map(routes);
        BackfillEndpoints.Map(routes);
        WebhookEndpoints.Map(routes);
        RunEndpoints.Map(routes);
        ReproductionEndpoints.Map(routes);
        ArtifactEndpoints.Map(routes);
        return routes;
    }
}
