using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

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
        return TypedResults.Ok(new CallerIdentity(server.Environment, principal.Kind, principal.Name, principal.Role, principal.Session?.Name));
    }

    /// <param name="resource">With or without <c>tyr:&lt;environment&gt;:</c> in front.</param>
    /// <param name="context"><c>key=value</c>, each in place of what a request would have; a key again for one more value.</param>
    internal static async Task<Results<Ok<Explanation>, ProblemHttpResult>> ExplainAsync(
        string role, string action, string resource, string? principal, string[]? context, IAccessControl access, IServerAddress server, CancellationToken cancellationToken)
    {
        var prefix = $"tyr:{server.Environment}:";
        var local = resource.StartsWith(prefix, StringComparison.Ordinal) ? resource[prefix.Length..] : resource;
        var given = new List<KeyValuePair<string, string>>();
        foreach (var pair in context ?? [])
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            if (end < 1 || AccessKeys.Problem([pair[..end]]) is not null)
            {
                return new InvalidError("context-invalid", end < 1 ? $"'{pair}' is not key=value." : AccessKeys.Problem([pair[..end]])!, "Write it as in tyr:SourceIp=10.0.0.7.").ToProblem();
            }

            given.Add(KeyValuePair.Create(pair[..end], pair[(end + 1)..]));
        }

        var decision = await access.ExplainAsync(new AccessQuestion(role, action, local, principal, GivenContext.Of(given)), cancellationToken);
        return decision.IsOk
            ? TypedResults.Ok(new Explanation(role, action, prefix + local, decision.Value.Allowed, decision.Value.Reason))
            : decision.Error.ToProblem();
    }
}

/// <param name="Kind"><c>user</c>, <c>device</c> or <c>run</c>.</param>
/// <param name="Session">The name of the session in which the role was assumed; null where it is the caller's own.</param>
public sealed record CallerIdentity(string Environment, string Kind, string Name, string Role, string? Session);

public sealed record Explanation(string Role, string Action, string Resource, bool Allowed, string Reason);
