using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Buckets;
using Twinyard.Buckets.Http;
using Twinyard.Events;
using Twinyard.Fleet;
using Twinyard.Host.Http;
using Twinyard.Models;
using Twinyard.Models.Http;
using Twinyard.Notifications;
using Twinyard.Platform;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Repositories;
using Twinyard.Signals;
using Twinyard.Twins;
using Twinyard.Warehouse;
using Twinyard.WebConsole;
using Twinyard.Workflows;

namespace Twinyard.Host;

/// <summary>The only place that knows all rooms.</summary>
internal static class RoomComposition
{
    public static void AddRooms(this IServiceCollection services, HomeDirectory home, Database database, ServerNode node, IConfiguration configuration)
    {
        services.AddExceptionHandler<UnexpectedErrors>();
        services.AddPlatform(home, database, node, configuration);
        services.AddAccess(configuration);
        services.AddEvents(configuration);
        services.AddTwins(configuration);
        services.AddWorkflows(configuration);
        services.AddRepositories(configuration);
        services.AddBuckets(configuration);
        services.AddWarehouse(configuration);
        services.AddSignals(configuration);
        services.AddNotifications(configuration);
        services.AddModels(configuration);
        services.AddFleet(configuration);
        services.AddConsole();
    }

    public static void UseRooms(this WebApplication app)
    {
        // Logged by the handler itself, once.
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = static _ => true, ExceptionHandler = static _ => Task.CompletedTask });
        app.UseRouting();
        app.UseAccess();
        NodeEndpoints.Map(app);
        BackupEndpoints.Map(app);
        app.MapAccessEndpoints();
        app.MapEventEndpoints();
        app.MapTwinsEndpoints();
        app.MapWorkflowsEndpoints();
        app.MapRepositoriesEndpoints();
        app.MapBucketsEndpoints();
        app.MapWarehouseEndpoints();
        app.MapSignalsEndpoints();
        app.MapNotificationsEndpoints();
        app.MapModelsEndpoints();
        app.MapFleetEndpoints();
        app.UseAntiforgery();
        app.MapConsole();
    }

    public static void BindMqtt(IServiceProvider services, ServerAddress address) =>
        address.MqttBound(services.GetRequiredService<IMqttEndpoint>().Port);
}
