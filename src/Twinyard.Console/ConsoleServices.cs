using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MudBlazor;
using MudBlazor.Services;
using Twinyard.WebConsole.Access;
using Twinyard.WebConsole.Pages.Overview;
using Twinyard.Platform.Homes;

namespace Twinyard.WebConsole;

public static class ConsoleServices
{
    /// <summary>The web console: Blazor components rendered interactively on the server over one WebSocket a browser tab.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            // A tab that is gone still reads until its circuit is given up.
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(30);
            circuits.DisconnectedCircuitMaxRetained = 20;
        });
        // Over TLS it goes over nothing else.
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
            options.SnackbarConfiguration.PreventDuplicates = true;
        });
        services.AddScoped<CircuitPrincipal>();
        services.AddScoped<ConsoleAccess>();
        services.AddScoped<OverviewReader>();
        KeepKeysInTheHome(services);
        return services;
    }

    // The keys that protect component state and antiforgery tokens belong to the environment, not to the user's profile:
    // a backup of the home is then complete, and two environments of one user cannot read each other's.
    private static void KeepKeysInTheHome(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Twinyard");
        services.AddOptions<KeyManagementOptions>().Configure<HomeDirectory, ILoggerFactory>((options, home, logs) =>
        {
            var folder = Directory.CreateDirectory(home.Keys);
            options.XmlRepository = new FileSystemXmlRepository(folder, logs);
        });
        // It warns that the keys are not encrypted at rest: the home is open to its owner alone (0700), as all state in it.
        services.AddLogging(logging => logging.AddFilter(typeof(KeyManagementOptions).Namespace, LogLevel.Error));
    }
}
