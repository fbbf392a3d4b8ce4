using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Sessions;
using Twinyard.Access.Trust;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/assume-role/{role}", AssumeAsync).RequireActionInHandler(PolicySet.AssumeRole, "access:role/{role}");
        api.MapPost("/assume-asserted-role/{role}", AssumeAssertedAsync).OpenToAll("The assertion, which a trusted environment has signed, is the credential.").AuditAs(PolicySet.AssumeRole, "access:role/{role}");
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
            return decision.ToRefusal(caller, role).ToProblem();
        }

        return Answer(context, await sessions.StartAsync(caller, role, request, cancellationToken));
    }

    internal static async Task<Results<Ok<AssumedRole>, ProblemHttpResult>> AssumeAssertedAsync(
        string role, AssumeAssertedRoleRequest? body, HttpContext context, AssertedRoles roles, CancellationToken cancellationToken) =>
        Answer(context, await roles.StartAsync(
            body?.Assertion,
            role,
            new AssumeRoleRequest(body?.SessionName, body?.ExternalId, body?.DurationSeconds, body?.Policy),
            RequestSource.Of(context.Connection.RemoteIpAddress, context.Request.IsHttps),
            context.Audited(),
            cancellationToken));

    private static Results<Ok<AssumedRole>, ProblemHttpResult> Answer(HttpContext context, Result<AssumedRole> started)
    {
        context.NameAudited(started, made => $"access:role/{made.Session.Role}", made => $"session/{made.Session.Id} named {made.Session.Name}");
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
