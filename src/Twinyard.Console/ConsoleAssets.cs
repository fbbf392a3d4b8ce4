using Microsoft.AspNetCore.Hosting;

namespace Twinyard.WebConsole;

/// <summary>
/// Where the console's static files are. The web SDK writes two manifests beside the executable: one maps addresses to files in
/// the source tree and the package cache (a build; a publish copies them to <c>wwwroot</c> instead), the other lists the endpoints.
/// </summary>
public static class ConsoleAssets
{
    internal static string EndpointsManifest { get; } = Path.Combine(AppContext.BaseDirectory, "twinyard.staticwebassets.endpoints.json");

    private static string RuntimeManifest { get; } = Path.Combine(AppContext.BaseDirectory, "twinyard.staticwebassets.runtime.json");

    /// <summary>Finds the files from any working directory, in every environment, also when a test started the process.</summary>
    public static IWebHostBuilder UseConsoleAssets(this IWebHostBuilder host) =>
        File.Exists(RuntimeManifest)
            ? host.UseSetting(WebHostDefaults.StaticWebAssetsKey, RuntimeManifest).UseStaticWebAssets()
            : host;
}
