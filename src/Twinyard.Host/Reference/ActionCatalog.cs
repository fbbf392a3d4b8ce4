using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;

namespace Twinyard.Host.Reference;

/// <summary>Every action that anything in the server asks for: what its endpoints require, and what its rooms declare besides.</summary>
public static class ActionCatalog
{
    private const string ConsolePages = "console:page/*";
    private const string AnyMethod = "any method of";

    public static IReadOnlyList<ActionUse> Of(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(OfEndpoint)
            .OrderBy(use => use.By, StringComparer.Ordinal),
        .. services.GetServices<DeclaredAction>().Select(action => new ActionUse(action.Action, action.Resource, action.By, action.Keys, action.LeavesEntry, !action.IsOnlyAudited)),
    ];

    private static IEnumerable<ActionUse> OfEndpoint(RouteEndpoint endpoint)
    {
        var path = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } given ? given.Where(method => method != "CONNECT").ToList() : [AnyMethod];
        foreach (var method in methods)
        {
            var by = method == AnyMethod ? $"{method} `{path}`" : $"`{method} {path}`";
            foreach (var required in endpoint.Metadata.GetOrderedMetadata<RequiredAction>())
            {
                yield return new ActionUse(required.Action, required.Resource, required.Resource == ConsolePages ? "every page of the [console](console.md)" : by, [], !AuditedActions.IsRead(required.Action), IsDecided: true);
            }

            foreach (var audited in endpoint.Metadata.GetOrderedMetadata<AuditedAction>())
            {
                yield return new ActionUse(audited.Action, audited.Resource, by, [], LeavesEntry: true, IsDecided: false);
            }
        }
    }
}
