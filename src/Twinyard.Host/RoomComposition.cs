using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.WebConsole;
using Twinyard.Fleet;
using Twinyard.Notifications;
using Twinyard.Platform;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Signals;
using Twinyard.Twins;
using Twinyard.Warehouse;

namespace Twinyard.Host;

/// <summary>The only place that knows all rooms.</summary>
internal static class RoomComposition
{
    public static void AddRooms(this IServiceCollection services, HomeDirectory home, Database database, IConfiguration configuration)
    {
        services.AddPlatform(home, database);
        services.AddTwins(configuration);
        services.AddWarehouse(configuration);
        services.AddSignals(configuration);
        services.AddNotifications(configuration);
        services.AddFleet(configuration);
        services.AddConsole();
    }

    public static void UseRooms(this WebApplication app)
    {
        app.MapWarehouseEndpoints();
        app.MapSignalsEndpoints();
        app.MapNotificationsEndpoints();
        app.UseAntiforgery();
        app.MapConsole();
    }

    public static void BindMqtt(IServiceProvider services, ServerAddress address)
    {
        if (services.GetService<IMqttEndpoint>() is { } mqtt)
        {
            address.MqttBound(mqtt.Port);
        }
    }
}
