using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Audit;
using Twinyard.Access.Certificates;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Http;
using Twinyard.Access.OpenId;
using Twinyard.Access.People;
using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.Secrets;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Access.Sessions;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Access.Trust;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Access;

public static class AccessServices
{
    /// <summary>
    /// Roles, policies, tokens, sessions, sign-in, secrets, certificates and the audit trail: <see cref="IAccessEvaluator"/>, <see cref="ITokens"/>, <see cref="IAccessControl"/>,
    /// <see cref="ISessions"/>, <see cref="ISignInLinks"/>, <see cref="ISecrets"/>, <see cref="ISealedValues"/>, <see cref="IServerTls"/>, <see cref="IDeviceCertificates"/>, <see cref="IAuditTrail"/> and the
    /// resource kind <c>role</c>. Sections <c>Secrets</c>, <c>Tls</c>, <c>Access:OpenId</c> and <c>Access:Audit</c> configure it.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecretsOptions>()
            .Bind(configuration.GetSection(SecretsOptions.Section))
            .Validate(secrets => secrets.KeepVersions is >= 1 and <= 100, $"{SecretsOptions.Section}:KeepVersions must be from 1 to 100.")
            .Validate(secrets => secrets.Keys.Length == 0 || KeyRing.Parse(secrets.Keys, "").IsOk, $"{SecretsOptions.Section}:Keys must be keys with ';' between them, each an id and 32 bytes in base64.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("access", typeof(AccessServices).Assembly));
        services.AddActions(PolicySet.Trusted, TokenEndpoints.PassRole, SecretUse.Given, AccessMiddleware.Authenticate, AuditRetention.Cut);
        services.AddSingleton<RoleStore>();
        services.AddSingleton<RoleDirectory>();
        services.AddSingleton<IStartupWork, RoleSeeding>();
        services.AddSingleton<IResourceKind, RoleKind>();
        services.AddSingleton<AccessEvaluator>();
        services.AddSingleton<IAccessEvaluator>(provider => provider.GetRequiredService<AccessEvaluator>());
        services.AddSingleton<TokenStore>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<ITokens>(provider => provider.GetRequiredService<TokenService>());
        services.AddSingleton<PersonalTokens>();
        services.AddSingleton<PersonStore>();
        services.AddSingleton<SignInFailureStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PersonDirectory>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SignInTicketStore>();
        services.AddSingleton<ISignInLinks, SignInLinks>();
        services.AddSingleton<TokenRetention>();
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<TokenRetention>());
        services.AddSingleton<IAccessControl, AccessControl>();
        services.AddSingleton<EnvironmentKeyStore>();
        services.AddSingleton<EnvironmentKeys>();
        services.AddSingleton<TrustStore>();
        services.AddSingleton<TrustedEnvironments>();
        services.AddSingleton<AssertionTokens>();
        services.AddSingleton<AssertedRoles>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionLimits>();
        services.AddSingleton<RoleSessions>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<RoleSessions>());
        services.AddSingleton<ISessionSource>(provider => provider.GetRequiredService<RoleSessions>());
        AddAudit(services, configuration);
        services.AddOpenId(configuration);
        AddCertificates(services, configuration);
        services.AddSingleton<SecretStore>();
        services.AddSingleton<SecretKeys>();
        services.AddSingleton<SecretCipher>();
        services.AddSingleton<SecretVault>();
        services.AddSingleton<ISecrets>(provider => provider.GetRequiredService<SecretVault>());
        services.AddSingleton<SealedValueStore>();
        services.AddSingleton<SealedValues>();
        services.AddSingleton<ISealedValues>(provider => provider.GetRequiredService<SealedValues>());
        services.AddSingleton<IStartupWork, PlainValueSealing>();
        services.AddSingleton<SecretKeyRotation>();
        services.AddSingleton<IReferredKind, SecretReferences>();
        return services;
    }

    private static void AddCertificates(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TlsOptions>()
            .Bind(configuration.GetSection(TlsOptions.Section))
            .Validate(tls => string.IsNullOrEmpty(tls.Certificate) == string.IsNullOrEmpty(tls.Key), $"{TlsOptions.Section}:Certificate and {TlsOptions.Section}:Key belong together.")
            .Validate(tls => tls.NameList.All(ServerNames.IsName), $"{TlsOptions.Section}:Names must be DNS names and IP addresses with ';' between them.")
            .Validate(tls => tls.DeviceDays is >= 1 and <= 3650, $"{TlsOptions.Section}:DeviceDays must be from 1 to 3650.")
            .ValidateOnStart();
        services.AddSingleton<CertificateAuthority>();
        services.AddSingleton<ServerTls>();
        services.AddSingleton<IServerTls>(provider => provider.GetRequiredService<ServerTls>());
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<ServerTls>());
        services.AddSingleton<DeviceCertificateStore>();
        services.AddSingleton<CertificateSessions>();
        services.AddSingleton<ISessionSource>(provider => provider.GetRequiredService<CertificateSessions>());
        services.AddSingleton<ICertificateAuthentication>(provider => provider.GetRequiredService<CertificateSessions>());
        services.AddSingleton<IDeviceCertificates, DeviceCertificates>();
    }

    private static void AddAudit(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).Validate(
            options => options.KeepDays > 0 && options.KeepEntries > 0, $"{AuditOptions.Section}: KeepDays and KeepEntries are above zero.");
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditQueue>();
        services.AddSingleton<AuditTally>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<IAuditReader, AuditReader>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<AuditWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
        services.AddSingleton<AuditRecovery>();
        services.AddSingleton<IStartupWork>(provider => provider.GetRequiredService<AuditRecovery>());
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<AuditRecovery>());
        services.AddSingleton<IBackgroundWork, AuditRetention>();
    }

    /// <summary>Evaluates every endpoint's metadata. Goes after <c>UseRouting</c> and before anything that acts.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();

    public static IEndpointRouteBuilder MapAccessEndpoints(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/access");
        IdentityEndpoints.Map(api);
        RoleEndpoints.Map(api);
        TokenEndpoints.Map(api);
        AuditEndpoints.Map(api);
        SessionEndpoints.Map(api);
        EnvironmentEndpoints.Map(api);
        SecretEndpoints.Map(api);
        AuthorityEndpoints.Map(api);
        PersonalTokenEndpoints.Map(api);
        PeopleEndpoints.Map(api);
        SignInEndpoints.Map(routes, api);
        LoginEndpoints.Map(routes, api);
        OpenIdEndpoints.Map(routes);
        SwitchRoleEndpoints.Map(routes);
        return routes;
    }
}
