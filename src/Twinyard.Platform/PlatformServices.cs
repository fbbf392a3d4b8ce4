using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;

namespace Twinyard.Platform;

public static class PlatformServices
{
    /// <summary>Clock, ids, chance, the home directory and the database. Everything else in the server builds on these.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, HomeDirectory home, Database database)
    {
        services.AddSingleton(home);
        services.AddSingleton(database);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIdGenerator, TimeOrderedIdGenerator>();
#pragma warning disable RS0030 // The one place that hands chance out; everything else takes Random by injection.
        services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
        // Not a hosted service: loops start runs that call back, so they begin only when the server listens, and end before it stops.
        services.AddSingleton<BackgroundWorkHost>();
        return services;
    }
}
