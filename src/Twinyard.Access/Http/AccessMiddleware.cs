using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Twinyard.Access.Policies;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Http;

/// <summary>Stands between routing and every handler: who asks, and may they.</summary>
internal sealed partial class AccessMiddleware(
    RequestDelegate next, ITokens tokens, IAccessEvaluator evaluator, IServerAddress server, ILogger<AccessMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Without a route endpoint there is no handler: routing answers 404, 405 or 415 by itself.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }

        var required = endpoint.Metadata.GetOrderedMetadata<RequiredAction>();
        var open = endpoint.Metadata.GetMetadata<OpenToAll>() is not null;
        if (open == required.Count > 0)
        {
            LogUndeclared(endpoint.RoutePattern.RawText ?? "", required.Count);
            await Refusal.MisdeclaredAsync(context, endpoint);
            return;
        }

        if (open)
        {
            await next(context);
            return;
        }

        var principal = await AuthenticateAsync(context);
        if (!principal.IsOk)
        {
            await Refusal.UnauthenticatedAsync(context, principal.Error);
            return;
        }

        foreach (var action in required)
        {
            var allowed = await DecideAsync(context, principal.Value, action);
            if (!allowed.IsOk)
            {
                await Refusal.DeniedAsync(context, allowed.Error);
                return;
            }
        }

        context.Features.Set(principal.Value);
        await next(context);
    }

    private async Task<Result<Principal>> AuthenticateAsync(HttpContext context)
    {
        var credential = RequestCredential.Of(context, server.Environment);
        if (credential.Secret is null)
        {
            return new UnauthenticatedError("credential-missing", "This needs a credential and the request has none.", "Send Authorization: Bearer <token>. Tokens are made with: `twinyard token create`.");
        }

        if (credential.FromCookie && SameOrigin.IsNeeded(context.Request) && !SameOrigin.IsMet(context.Request))
        {
            return new UnauthenticatedError("other-origin", "The request comes from another site, for which the browser's session does not count.", "Send a token in the Authorization header instead.");
        }

        var principal = await tokens.AuthenticateAsync(credential.Secret, context.RequestAborted);
        return principal.IsOk ? principal.Value with { Source = RequestSource.Of(context.Connection.RemoteIpAddress, context.Request.IsHttps) } : principal.Error;
    }

    private async Task<Result<Done>> DecideAsync(HttpContext context, Principal principal, RequiredAction required)
    {
        var resource = ResourceTemplate.Of(required.Resource).Fill(context.Request.RouteValues, out var missing);
        if (missing is null)
        {
            return await evaluator.RequireAsync(principal, required.Action, resource, context.RequestAborted);
        }

        LogMissingValue(context.Request.Path, required.Resource, missing);
        return new FailedError("endpoint-misdeclared", $"The resource {required.Resource} names a value {missing} that the route does not have.", "This is a bug of the server; please report it.");
    }
}
