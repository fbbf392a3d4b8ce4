using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Access;

public static class AccessServices
{
    /// <summary>
    /// Roles, policies, tokens and sign-in: <see cref="IAccessEvaluator"/>, <see cref="ITokens"/>, <see cref="IAccessControl"/>,
    /// <see cref="ISignInLinks"/> and the resource kind <c>role</c>. Nothing of it is configurable yet.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
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
        SignInEndpoints.Map(routes, api);
        return routes;
    }
}
