using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Twinyard.Host.Tests;

/// <summary>From an endpoint of the server to requests that reach it.</summary>
internal static class EndpointRequest
{
    public static IReadOnlyList<RouteEndpoint> All(IServiceProvider services) =>
        [.. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>One a method. CONNECT is left to the WebSocket client; it never stands alone.</summary>
    public static IEnumerable<HttpRequestMessage> Of(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } given ? given : ["GET"];
        return methods.Where(method => method != "CONNECT").Select(method => new HttpRequestMessage(HttpMethod.Parse(method), Path(endpoint.RoutePattern)));
    }

    public static string Describe(RouteEndpoint endpoint) => $"{endpoint.RoutePattern.RawText} · {endpoint.DisplayName}";

    private static string Path(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Part))));

    private static string Part(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { IsCatchAll: true } => "one/two",
        RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(policy => policy.Content == "guid") => Guid.Empty.ToString(),
        RoutePatternParameterPart => "1",
        _ => "",
    };
}
