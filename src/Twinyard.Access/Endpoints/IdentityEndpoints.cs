using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;

namespace Twinyard.Access.Endpoints;

internal static class IdentityEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/whoami", WhoAmI).RequireAction("access:GetCallerIdentity", "access:principal/self");
        api.MapGet("/explain", ExplainAsync).RequireAction("access:Explain", "access:role/*");
    }

    internal static Ok<CallerIdentity> WhoAmI(HttpContext context, IServerAddress server)
    {
        var principal = context.Principal();
        return TypedResults.Ok(new CallerIdentity(server.Environment, principal.Kind, principal.Name, principal.Role));
    }

    /// <param name="resource">With or without <c>tyr:&lt;environment&gt;:</c> in front.</param>
    internal static async Task<Results<Ok<Explanation>, ProblemHttpResult>> ExplainAsync(
        string role, string action, string resource, string? principal, IAccessControl access, IServerAddress server, CancellationToken cancellationToken)
    {
        var prefix = $"tyr:{server.Environment}:";
        var local = resource.StartsWith(prefix, StringComparison.Ordinal) ? resource[prefix.Length..] : resource;
        var decision = await access.ExplainAsync(role, principal, action, local, cancellationToken);
        return decision.IsOk
            ? TypedResults.Ok(new Explanation(role, action, prefix + local, decision.Value.Allowed, decision.Value.Reason))
            : decision.Error.ToProblem();
    }
}

/// <param name="Kind"><c>user</c>, <c>device</c> or <c>run</c>.</param>
public sealed record CallerIdentity(string Environment, string Kind, string Name, string Role);

public sealed record Explanation(string Role, string Action, string Resource, bool Allowed, string Reason);
