using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Sessions;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Endpoints;

internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/assume-role/{role}", AssumeAsync).RequireActionInHandler(PolicySet.AssumeRole, "access:role/{role}");
        api.MapGet("/sessions", ListAsync).RequireAction("access:ListSessions", "access:session/*");
        api.MapDelete("/sessions/{id}", RevokeAsync).RequireAction("access:RevokeSession", "access:session/{id}");
    }

    /// <summary>Decided here, as the trust policy may ask for what the body says.</summary>
    internal static async Task<Results<Ok<AssumedRole>, ProblemHttpResult>> AssumeAsync(
        string role, AssumeRoleRequest? body, HttpContext context, ISessions sessions, CancellationToken cancellationToken)
    {
        var (caller, request) = (context.Principal(), body ?? new AssumeRoleRequest(null, null, null, null));
        var decision = await sessions.DecideAsync(caller, role, request.ExternalId, cancellationToken);
        context.Audited()?.Decide(decision.Allowed ? AuditDecision.Allow : AuditDecision.Deny, decision.Reason);
        if (!decision.Allowed)
        {
            var refused = decision.ToError(caller, PolicySet.AssumeRole, $"access:role/{role}");
            return (refused with { Remedy = "Ask an owner whom the role's trust policy should let in, and under which conditions." }).ToProblem();
        }

        var started = context.NameAudited(
            await sessions.StartAsync(caller, role, request, cancellationToken), _ => $"access:role/{role}", made => $"session/{made.Session.Id} named {made.Session.Name}");
        return started.IsOk ? TypedResults.Ok(started.Value) : started.Error.ToProblem();
    }

    internal static async Task<Ok<Page<SessionInfo>>> ListAsync(string? after, int? limit, ISessions sessions, CancellationToken cancellationToken) =>
        TypedResults.Ok(await sessions.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, ISessions sessions, CancellationToken cancellationToken)
    {
        var revoked = await sessions.RevokeAsync(id, cancellationToken);
        return revoked.IsOk ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }
}
