using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Data;

namespace Twinyard.Fleet;

public static class FleetServices
{
    /// <summary>Devices, the embedded MQTT broker, ingest and rollouts.</summary>
    public static IServiceCollection AddFleet(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FleetOptions>().Bind(configuration.GetSection(FleetOptions.Section));
        services.AddSingleton(new RoomMigrations("fleet", typeof(FleetServices).Assembly));
        return services;
    }
}
