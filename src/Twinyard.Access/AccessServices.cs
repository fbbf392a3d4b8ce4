using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.Secrets;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Access;

public static class AccessServices
{
    /// <summary>
    /// Roles, policies, tokens, sign-in and secrets: <see cref="IAccessEvaluator"/>, <see cref="ITokens"/>, <see cref="IAccessControl"/>,
    /// <see cref="ISignInLinks"/>, <see cref="ISecrets"/> and the resource kind <c>role</c>. Section <c>Secrets</c> configures it.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecretsOptions>()
            .Bind(configuration.GetSection(SecretsOptions.Section))
            .Validate(secrets => secrets.KeepVersions is >= 1 and <= 100, $"{SecretsOptions.Section}:KeepVersions must be from 1 to 100.")
            .Validate(secrets => secrets.Keys.Length == 0 || KeyRing.Parse(secrets.Keys, "").IsOk, $"{SecretsOptions.Section}:Keys must be keys with ';' between them, each an id and 32 bytes in base64.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("access", typeof(AccessServices).Assembly));
        services.AddSingleton<RoleStore>();
        services.AddSingleton<RoleDirectory>();
        services.AddSingleton<IStartupWork, RoleSeeding>();
        services.AddSingleton<IResourceKind, RoleKind>();
        services.AddSingleton<AccessEvaluator>();
        services.AddSingleton<IAccessEvaluator>(provider => provider.GetRequiredService<AccessEvaluator>());
        services.AddSingleton<TokenStore>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<ITokens>(provider => provider.GetRequiredService<TokenService>());
        services.AddSingleton<SignInTicketStore>();
        services.AddSingleton<ISignInLinks, SignInLinks>();
        services.AddSingleton<IBackgroundWork, TokenRetention>();
        services.AddSingleton<IAccessControl, AccessControl>();
        services.AddSingleton<SecretStore>();
        services.AddSingleton<SecretKeys>();
        services.AddSingleton<SecretCipher>();
        services.AddSingleton<SecretVault>();
        services.AddSingleton<ISecrets>(provider => provider.GetRequiredService<SecretVault>());
        services.AddSingleton<SecretKeyRotation>();
        services.AddSingleton<IReferredKind, SecretReferences>();
        return services;
    }

    /// <summary>Evaluates every endpoint's metadata. Goes after <c>UseRouting</c> and before anything that acts.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();

    public static IEndpointRouteBuilder MapAccessEndpoints(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/access");
        IdentityEndpoints.Map(api);
        RoleEndpoints.Map(api);
        TokenEndpoints.Map(api);
        SecretEndpoints.Map(api);
        SignInEndpoints.Map(routes, api);
        return routes;
    }
}
