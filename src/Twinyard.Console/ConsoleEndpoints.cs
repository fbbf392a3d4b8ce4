using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Console.Access;

namespace Twinyard.Console;

public static class ConsoleEndpoints
{
    /// <summary>
    /// Maps the pages, their WebSocket and their static files. Files come from the manifest that the web SDK writes beside the
    /// executable; where there is none (a test's own host), pages are served without styles and scripts.
    /// </summary>
    public static IEndpointRouteBuilder MapConsole(this IEndpointRouteBuilder endpoints)
    {
        var manifest = Path.Combine(AppContext.BaseDirectory, "twinyard.staticwebassets.endpoints.json");
        if (File.Exists(manifest))
        {
            endpoints.MapStaticAssets(manifest).OpenToAll("styles, scripts and the icon say nothing about the environment");
        }

        endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode()
            .RequireAction(ConsoleAccess.ViewAction, ConsoleAccess.EveryPage);
        return endpoints;
    }
}
