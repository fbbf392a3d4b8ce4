using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Twinyard.Access.OpenId;

internal static class OpenIdServices
{
    /// <summary>Registered whether a provider is configured or not; asked only where one is.</summary>
    public static void AddOpenId(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OpenIdOptions>().Bind(configuration.GetSection(OpenIdOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OpenIdOptions>, OpenIdOptionsCheck>();
        services.AddSingleton<OpenIdSignIn>();
        services.AddSingleton<IAuthenticationSchemeProvider, OnlyWhenAsked>();
        services.AddAuthentication().AddOpenIdConnect(OpenIdScheme.Name, _ => { });
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, OpenIdScheme>();
    }

    private sealed class OpenIdOptionsCheck : IValidateOptions<OpenIdOptions>
    {
        public ValidateOptionsResult Validate(string? name, OpenIdOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
