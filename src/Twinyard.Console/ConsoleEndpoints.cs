using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.WebConsole.Access;

namespace Twinyard.WebConsole;

public static class ConsoleEndpoints
{
    /// <summary>
    /// Maps the pages, their WebSocket and their static files. Files come from the manifest that the web SDK writes beside the
    /// executable; where there is none (a test's own host), pages are served without styles and scripts.
    /// </summary>
    public static IEndpointRouteBuilder MapConsole(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode()
            .RequireAction(ConsoleAccess.ViewAction, ConsoleAccess.EveryPage);
        if (File.Exists(ConsoleAssets.EndpointsManifest))
        {
            endpoints.MapStaticAssets(ConsoleAssets.EndpointsManifest).OpenToAll("styles, scripts and the icon say nothing about the environment");
            pages.WithStaticAssets(ConsoleAssets.EndpointsManifest);
        }

        return endpoints;
    }
}
