using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

/// <summary>A browser acts in another role, and goes back to its own. Its own session waits in a second cookie, and takes over again when the other one has ended.</summary>
internal static class SwitchRoleEndpoints
{
    private static readonly InvalidError NoBrowser = new(
        "switch-role", "Only a browser that is signed in, and acts in its own role, switches to another.", "Go back to your own role first; programs assume roles with `twinyard assume-role`.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/switch-role/{role}", SwitchAsync).RequireActionInHandler(PolicySet.AssumeRole, "access:role/{role}");
        routes.MapPost("/switch-back", BackAsync).OpenToAll("It ends the caller's own session of another role and nothing else.").AuditAs("access:SwitchBack", "access:principal/self");
    }

    internal static async Task SwitchAsync(string role, HttpContext context, ISessions sessions, IServerAddress server, CancellationToken cancellationToken)
    {
        var caller = context.Principal();
        var externalId = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(cancellationToken))["externalId"].ToString() : "";
        var request = new AssumeRoleRequest(null, externalId.Length > 0 ? externalId : null, null, null);
        var decision = await sessions.DecideAsync(caller, role, request.ExternalId, cancellationToken);
        context.Audited()?.Decide(decision.Allowed ? AuditDecision.Allow : AuditDecision.Deny, decision.Reason);
        var isBrowser = SessionCookie.Read(context, server.Environment) is not null && context.Request.Headers.Authorization.Count == 0;
        var started = !decision.Allowed ? decision.ToRefusal(caller, role)
            : !isBrowser || caller.Session is not null ? NoBrowser
            : context.NameAudited(
                await sessions.StartAsync(caller, role, request, cancellationToken), _ => $"access:role/{role}", made => $"session/{made.Session.Id} named {made.Session.Name}, in a browser");
        if (!started.IsOk)
        {
            await RefuseAsync(context, started.Error);
            return;
        }

        SessionCookie.Switch(context, server.Environment, started.Value.Token, started.Value.Session.ExpiresAt);
        SeeStart(context);
    }

    internal static async Task BackAsync(HttpContext context, ISessions sessions, ITokens tokens, IServerAddress server, CancellationToken cancellationToken)
    {
        if (SameOrigin.IsMet(context.Request)
            && SessionCookie.Read(context, server.Environment) is { } secret
            && await tokens.AuthenticateAsync(secret, cancellationToken) is { IsOk: true, Value: { Session: { } session } principal })
        {
            context.Audited()?.ActedBy(principal);
            context.Audited()?.Name($"access:session/{session.Id}");
            await sessions.RevokeAsync(session.Id, cancellationToken);
        }

        if (SameOrigin.IsMet(context.Request))
        {
            SessionCookie.SwitchBack(context, server.Environment);
        }

        SeeStart(context);
    }

    private static Task RefuseAsync(HttpContext context, Error error) =>
        RefusalPage.WriteAsync(context, Platform.Http.ProblemResults.StatusOf(error), "You stay in your role", error.Message, error.Remedy);

    private static void SeeStart(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/access";
    }
}
