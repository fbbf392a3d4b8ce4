using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Sessions;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, IEndpointRouteBuilder api)
    {
        api.MapPost("/sign-in-links", CreateAsync).RequireAction("access:CreateSignInLink", "access:principal/self");
        routes.MapGet("/signin", SignInAsync).OpenToAll("The one-use ticket in the link is the credential.").AuditAs("access:SignIn", "access:principal/self");
        routes.MapPost("/signout", SignOutAsync).OpenToAll("It ends the caller's own session and nothing else.").AuditAs("access:SignOut", "access:principal/self");
    }

    /// <summary>A link for the caller to sign in as themselves. People only: the session would outlive a run, whose own ends with it.</summary>
    internal static async Task<Results<Ok<SignInLink>, ProblemHttpResult>> CreateAsync(
        string? next, HttpContext context, ISignInLinks links, CancellationToken cancellationToken)
    {
        var principal = context.Principal();
        if (principal.RefuseInSession("A sign-in") is { } outlives)
        {
            return outlives.ToProblem();
        }

        return principal.Kind == Principal.User
            ? TypedResults.Ok(await links.CreateAsync(principal, next, cancellationToken))
            : new DeniedError("sign-in-for-people", $"{principal} is no person and cannot sign in to the console.", "Ask with a person's credential.").ToProblem();
    }

    internal static async Task SignInAsync(
        string? ticket, string? next, HttpContext context, ISignInLinks links, ITokens tokens, IServerAddress server, CancellationToken cancellationToken)
    {
        var session = await links.RedeemAsync(ticket ?? "", cancellationToken);
        if (!session.IsOk)
        {
            await SignInPage.WriteAsync(context, StatusCodes.Status401Unauthorized, session.Error.Message, next);
            return;
        }

        if (await tokens.AuthenticateAsync(session.Value.Secret, cancellationToken) is { IsOk: true } principal)
        {
            context.Audited()?.ActedBy(principal.Value);
            context.Audited()?.Name($"access:token/{session.Value.Id}");
        }

        SessionCookie.Write(context, server.Environment, session.Value.Secret, session.Value.ExpiresAt);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(LocalPath.Is(next) ? next : "/");
    }

    internal static async Task<RedirectHttpResult> SignOutAsync(
        HttpContext context, IAccessControl access, ITokens tokens, ISessions sessions, IServerAddress server, CancellationToken cancellationToken)
    {
        // The session is ended only by its own browser: whoever knows no more than the id has no cookie to present.
        if (SessionCookie.ReadOwn(context, server.Environment) is { } secret
            && SameOrigin.IsMet(context.Request)
            && TokenSecret.IdOf(secret) is { } id
            && await tokens.AuthenticateAsync(secret, cancellationToken) is { IsOk: true } principal)
        {
            context.Audited()?.ActedBy(principal.Value);
            await access.RevokeTokenAsync(id, cancellationToken);
            if (SessionCookie.Read(context, server.Environment) is { } assumed && await tokens.AuthenticateAsync(assumed, cancellationToken) is { IsOk: true, Value.Session: { } session })
            {
                await sessions.RevokeAsync(session.Id, cancellationToken);
            }
        }

        SessionCookie.Remove(context, server.Environment);
        return TypedResults.Redirect("/");
    }
}
