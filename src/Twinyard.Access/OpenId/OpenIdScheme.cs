using System.Security.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Ports;

namespace Twinyard.Access.OpenId;

/// <summary>
/// The framework's client of OpenID Connect as it is used here: authorization code with PKCE; only its own endpoints call it, and what it ends with is a token of this
/// environment and nothing of the provider's.
/// </summary>
internal sealed class OpenIdScheme(IServerAddress server, IOptions<OpenIdOptions> configured) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    public const string Name = "openid";

    // Never used: the end of a sign-in is handled before anybody would be signed in with it.
    private const string NoScheme = "none";

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (name == Name)
        {
            Configure(options);
        }
    }

    public void Configure(OpenIdConnectOptions options)
    {
        var settings = configured.Value;
        options.Authority = settings.Authority;
        options.RequireHttpsMetadata = settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase) /* loopback otherwise, as was checked */;
        options.ClientId = settings.ClientId;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // With a form, cookies would have to be sent from other sites.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = OpenIdEndpoints.Callback;
        options.SignInScheme = NoScheme;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = settings.UserInfo;
        options.DisableTelemetry = true;
        options.Scope.Clear();
        foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Scope.Add(scope);
        }

        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        if (settings.UserInfo)
        {
            options.ClaimActions.MapUniqueJsonKey(settings.NameClaim, settings.NameClaim);
            options.ClaimActions.MapJsonKey(settings.GroupsClaim, settings.GroupsClaim);
        }

        options.Events.OnRedirectToIdentityProvider = context =>
        {
            // Not from the request's Host, which the client chooses.
            context.ProtocolMessage.RedirectUri = server.Url + OpenIdEndpoints.Callback;
            return Task.CompletedTask;
        };
        options.Events.OnAuthorizationCodeReceived = async context =>
            context.TokenEndpointRequest!.ClientSecret = await SecretAsync(context.HttpContext, settings);
        options.Events.OnTokenValidated = context =>
        {
            // OpenID Connect lets go without where the token comes from the provider itself (3.1.3.7); here what says who somebody is, is signed.
            if (context.SecurityToken.RawSignature is not { Length: > 0 })
            {
                context.Fail("The ID token is not signed.");
            }

            return Task.CompletedTask;
        };
        options.Events.OnTicketReceived = OpenIdEndpoints.ReceivedAsync;
        options.Events.OnRemoteFailure = OpenIdEndpoints.FailedAsync;
    }

    private static async Task<string?> SecretAsync(HttpContext context, OpenIdOptions settings)
    {
        if (settings.ClientSecretName is not { } secret)
        {
            return settings.ClientSecret.Length > 0 ? settings.ClientSecret : null;
        }

        var read = await context.RequestServices.GetRequiredService<ISecrets>().ReadAsync(secret, context.RequestAborted);
        return read.IsOk ? read.Value : throw new AuthenticationException($"{OpenIdOptions.Section}:ClientSecret: {read.Error.Message}");
    }
}
