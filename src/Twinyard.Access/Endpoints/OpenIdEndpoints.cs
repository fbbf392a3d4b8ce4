using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Access.Http;
using Twinyard.Access.OpenId;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

/// <summary>Signing in with an OpenID Connect provider: there, and back.</summary>
internal static partial class OpenIdEndpoints
{
    public const string Begin = "/login/openid";

    /// <summary>To be registered with the provider, below the server's address for people.</summary>
    public const string Callback = "/login/openid/callback";

    private const string Action = "access:SignIn";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Begin, BeginAsync).OpenToAll("It leads to the provider, and knows nobody yet.");
        routes.MapGet(Callback, EndAsync).OpenToAll("The provider's answer is the credential.").AuditAs(Action, "access:principal/self");
    }

    internal static async Task BeginAsync(string? next, HttpContext context, IOptions<OpenIdOptions> options, ILoggerFactory loggers)
    {
        if (!options.Value.IsConfigured)
        {
            await SignInPage.WriteAsync(context, StatusCodes.Status404NotFound, "Nobody signs in here with another provider: the server's configuration names none.", next);
            return;
        }

        try
        {
            await context.ChallengeAsync(OpenIdScheme.Name, new AuthenticationProperties { RedirectUri = LocalPath.Is(next) ? next : "/" });
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            // The library wraps whatever kept it from reading the provider's discovery document.
            LogUnreachable(Logger(loggers), options.Value.Authority, (e.InnerException ?? e).Message);
            await SignInPage.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"There is no connection to {options.Value.DisplayName}. Try again in a moment; what is wrong is in the server's log.", next);
        }
    }

    internal static async Task EndAsync(HttpContext context, IOptions<OpenIdOptions> options, IAuthenticationHandlerProvider handlers)
    {
        if (!options.Value.IsConfigured || await handlers.GetHandlerAsync(context, OpenIdScheme.Name) is not IAuthenticationRequestHandler handler)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await handler.HandleRequestAsync();
    }

    /// <summary>The provider has said who it is, and its signature is right.</summary>
    internal static async Task ReceivedAsync(TicketReceivedContext received)
    {
        var context = received.HttpContext;
        var services = context.RequestServices;
        received.HandleResponse();
        var who = received.Principal is null ? null : OpenIdPerson.Of(received.Principal, services.GetRequiredService<IOptions<OpenIdOptions>>().Value);
        var signedIn = who is null
            ? new DeniedError("subject-missing", "The provider does not say who you are: there is no subject.", "Ask who runs it.")
            : await services.GetRequiredService<OpenIdSignIn>().SignInAsync(who, context.RequestAborted);
        if (!signedIn.IsOk)
        {
            await SignInPage.WriteAsync(context, ProblemResults.StatusOf(signedIn.Error), $"{signedIn.Error.Message} {signedIn.Error.Remedy}", received.ReturnUri);
            return;
        }

        LoginEndpoints.LetIn(context, signedIn.Value, $"with OpenID Connect, subject {who!.Subject}", services.GetRequiredService<IServerAddress>(), received.ReturnUri);
    }

    /// <summary>It has refused, or what came is not what was asked for.</summary>
    internal static async Task FailedAsync(RemoteFailureContext failure)
    {
        failure.HandleResponse();
        LogFailed(Logger(failure.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()), failure.Failure?.Message ?? "no reason was given");
        await SignInPage.WriteAsync(
            failure.HttpContext, StatusCodes.Status401Unauthorized, "The sign-in was not completed. Begin again; if it stays, the cause is in the server's log.", failure.Properties?.RedirectUri);
    }

    private static ILogger Logger(ILoggerFactory loggers) => loggers.CreateLogger("Twinyard.Access.OpenId");

    [LoggerMessage(EventId = 1191, Level = LogLevel.Warning, Message = "The OpenID Connect provider {Authority} cannot be used: {Cause}")]
    private static partial void LogUnreachable(ILogger logger, string authority, string cause);

    [LoggerMessage(EventId = 1192, Level = LogLevel.Warning, Message = "A sign-in with OpenID Connect was not completed: {Cause}")]
    private static partial void LogFailed(ILogger logger, string cause);
}
