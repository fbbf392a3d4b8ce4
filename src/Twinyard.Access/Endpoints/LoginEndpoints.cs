using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.People;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

/// <summary>Signing in with a password: a page for browsers, and the same for programs.</summary>
internal static class LoginEndpoints
{
    public const string Path = "/login";

    private const string Action = "access:SignIn";
    private const string WithPassword = "with a password";
    private const int LargestForm = 16 * 1024;

    public static void Map(IEndpointRouteBuilder routes, IEndpointRouteBuilder api)
    {
        routes.MapGet(Path, ShowAsync).OpenToAll("It shows a form and nothing else.");
        routes.MapPost(Path, SignInAsync).OpenToAll("The password in the form is the credential.").AuditAs(Action, "access:principal/self").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestForm));
        api.MapPost("/login", LogInAsync).OpenToAll("The password is the credential.").AuditAs(Action, "access:principal/self").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestForm));
    }

    internal static Task ShowAsync(string? next, HttpContext context) => SignInPage.WriteAsync(context, StatusCodes.Status200OK, null, next);

    internal static async Task SignInAsync(HttpContext context, PasswordSignIn signIn, IServerAddress server, CancellationToken cancellationToken)
    {
        // Another site would sign the browser in as somebody of its choice, and see what they type then.
        if (!SameOrigin.IsMet(context.Request) || !context.Request.HasFormContentType)
        {
            await SignInPage.WriteAsync(context, StatusCodes.Status400BadRequest, "The form was sent from another site.", null);
            return;
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var next = form["next"].ToString();
        var signedIn = Waiting(context, await signIn.SignInAsync(form["name"], form["password"], context.Connection.RemoteIpAddress, cancellationToken));
        if (!signedIn.IsOk)
        {
            await SignInPage.WriteAsync(context, ProblemResults.StatusOf(signedIn.Error), signedIn.Error.Message, next);
            return;
        }

        LetIn(context, signedIn.Value, WithPassword, server, next);
    }

    /// <summary>Signs the browser in and sends it on.</summary>
    /// <param name="how">For the audit trail.</param>
    internal static void LetIn(HttpContext context, SignedIn signedIn, string how, IServerAddress server, string? next)
    {
        Record(context, signedIn, how);
        SessionCookie.Write(context, server.Environment, signedIn.Token.Secret, signedIn.Token.ExpiresAt);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = LocalPath.Is(next) ? next : "/";
    }

    internal static async Task<Results<Ok<IssuedToken>, ProblemHttpResult>> LogInAsync(Login body, HttpContext context, PasswordSignIn signIn, CancellationToken cancellationToken)
    {
        var signedIn = Waiting(context, await signIn.SignInAsync(body.Name, body.Password, context.Connection.RemoteIpAddress, cancellationToken));
        if (!signedIn.IsOk)
        {
            return signedIn.Error.ToProblem();
        }

        Record(context, signedIn.Value, WithPassword);
        return TypedResults.Ok(signedIn.Value.Token);
    }

    /// <summary>Says in the answer's header how long to wait, where that is what it is.</summary>
    internal static Result<T> Waiting<T>(HttpContext context, Result<T> result)
    {
        if (result.Error is WaitError wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.After.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return result;
    }

    private static void Record(HttpContext context, SignedIn signedIn, string how)
    {
        context.Audited()?.ActedBy(signedIn.Principal);
        context.Audited()?.Name($"access:token/{signedIn.Token.Id}", how);
    }
}

public sealed record Login(string? Name, string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => Name ?? "";
}
