using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Twinyard.Access.Audit;
using Twinyard.Access.Certificates;
using Twinyard.Access.Policies;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Http;

/// <summary>Stands between routing and every handler: who asks, may they, and what the audit trail says of it.</summary>
internal sealed partial class AccessMiddleware(
    RequestDelegate next,
    ITokens tokens,
    ICertificateAuthentication certificates,
    IAccessEvaluator evaluator,
    IAuditTrail audit,
    IIdGenerator ids,
    IServerAddress server,
    ILogger<AccessMiddleware> logger)
{
    public static readonly DeclaredAction Authenticate = new("access:Authenticate", "access:endpoint/{path}", "a request whose credential is none") { IsOnlyAudited = true };

    public const string NoCredential = "credential-missing";

    private static readonly UnauthenticatedError OtherOrigin = new(
        "other-origin", "The request comes from another site, for which the browser's session does not count.", "Send a token in the Authorization header instead.");

    private const string RequestIdHeader = "X-Request-Id";

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

        var source = SourceOf(context);
        if (open)
        {
            await OpenAsync(context, endpoint, source);
            return;
        }

        var principal = await AuthenticateAsync(context, source);
        if (!principal.IsOk)
        {
            var refused = AuditSubject.OfNobody(source, Authenticate.Action, Authenticate.On(endpoint.RoutePattern.RawText?.TrimStart('/') ?? ""), principal.Error.Message);
            audit.Refuse(refused, new AuditRefusal(AuditDecision.Unauthenticated, StatusCodes.Status401Unauthorized, principal.Error.Code));
            await Refusal.UnauthenticatedAsync(context, principal.Error);
            return;
        }

        AuditSubject? first = null;
        foreach (var action in required)
        {
            var allowed = await DecideAsync(context, principal.Value, action);
            if (!allowed.IsOk)
            {
                await Refusal.DeniedAsync(context, allowed.Error);
                return;
            }

            // Of several, the one that changes something is what the entry is about.
            first = first is null || (AuditedActions.IsRead(first.Action) && !AuditedActions.IsRead(action.Action)) ? allowed.Value : first;
        }

        context.Features.Set(principal.Value);
        await RunAsync(context, first ?? throw new InvalidOperationException("A protected endpoint requires an action."));
    }

    private async Task OpenAsync(HttpContext context, RouteEndpoint endpoint, RequestSource? source)
    {
        if (endpoint.Metadata.GetMetadata<AuditedAction>() is not { } audited)
        {
            await next(context);
            return;
        }

        var resource = ResourceTemplate.Of(audited.Resource).Fill(context.Request.RouteValues, out _);
        await RunAsync(context, AuditSubject.OfNobody(source, audited.Action, resource, endpoint.Metadata.GetMetadata<OpenToAll>()!.Because /* asked before */));
    }

    /// <summary>The handler, after what it is about to do has been written down.</summary>
    private async Task RunAsync(HttpContext context, AuditSubject subject)
    {
        if (AuditedActions.IsRead(subject.Action))
        {
            context.Response.OnCompleted(() =>
            {
                audit.Read(subject, context.Response.StatusCode);
                return Task.CompletedTask;
            });
            await next(context);
            return;
        }

        var begun = await audit.BeginAsync(subject, context.RequestAborted);
        if (!begun.IsOk)
        {
            LogNotAudited(subject.Action, subject.Resource, begun.Error.Message);
            await begun.Error.ToProblem().ExecuteAsync(context);
            return;
        }

        // After whatever made the answer, also where that was what answers failures.
        context.Response.OnCompleted(() =>
        {
            begun.Value.Complete(AuditOutcome.Of(context.Response.StatusCode), context.Response.StatusCode);
            return Task.CompletedTask;
        });
        context.Features.Set(begun.Value);
        await next(context);
    }

    private RequestSource? SourceOf(HttpContext context)
    {
        var id = ids.NewId().ToString();
        context.Response.Headers[RequestIdHeader] = id;
        return RequestSource.Of(context.Connection.RemoteIpAddress, context.Request.IsHttps) is { } source ? source with { RequestId = id } : null;
    }

    private async Task<Result<Principal>> AuthenticateAsync(HttpContext context, RequestSource? source)
    {
        var credential = RequestCredential.Of(context, server.Environment);
        if (credential.Secret is null)
        {
            if (context.Connection.ClientCertificate is { } certificate)
            {
                return await AuthenticateAsync(context, certificate, source);
            }

            return new UnauthenticatedError(NoCredential, "This needs a credential and the request has none.", "Send Authorization: Bearer <token>. Tokens are made with: `twinyard token create`.");
        }

        if (credential.FromCookie && SameOrigin.IsNeeded(context.Request) && !SameOrigin.IsMet(context.Request))
        {
            return OtherOrigin;
        }

        var principal = await tokens.AuthenticateAsync(credential.Secret, context.RequestAborted);
        return principal.IsOk ? principal.Value with { Source = source } : principal.Error;
    }

    private async Task<Result<Principal>> AuthenticateAsync(HttpContext context, X509Certificate2 certificate, RequestSource? source)
    {
        // A browser shows a certificate by itself, as it does a cookie; an agent is no browser and says nothing of a site.
        if (SameOrigin.IsNeeded(context.Request) && SameOrigin.IsTold(context.Request) && !SameOrigin.IsMet(context.Request))
        {
            return OtherOrigin;
        }

        var principal = await certificates.AuthenticateAsync(certificate, context.RequestAborted);
        return principal.IsOk ? principal.Value with { Source = source } : principal.Error;
    }

    /// <returns>What is allowed, and why.</returns>
    private async Task<Result<AuditSubject>> DecideAsync(HttpContext context, Principal principal, RequiredAction required)
    {
        var resource = ResourceTemplate.Of(required.Resource).Fill(context.Request.RouteValues, out var missing);
        if (missing is not null)
        {
            LogMissingValue(context.Request.Path, required.Resource, missing);
            return new FailedError("endpoint-misdeclared", $"The resource {required.Resource} names a value {missing} that the route does not have.", "This is a bug of the server; please report it.");
        }

        if (required.IsDecidedInHandler)
        {
            return AuditSubject.Of(principal, required.Action, resource, "");
        }

        var decision = await evaluator.DecideAsync(principal, required.Action, resource, context.RequestAborted);
        return decision.Allowed
            ? AuditSubject.Of(principal, required.Action, resource, decision.Reason)
            : evaluator.Refuse(principal, required.Action, resource, decision);
    }
}
