using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Fleet.Broker;
using Twinyard.Fleet.Devices;
using Twinyard.Fleet.Ingest;
using Twinyard.Fleet.Lineage;
using Twinyard.Fleet.Rollouts;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Warehouse;

namespace Twinyard.Fleet;

public static class FleetServices
{
    /// <summary>Devices, the embedded MQTT broker, ingest and rollouts.</summary>
    public static IServiceCollection AddFleet(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FleetOptions>().Bind(configuration.GetSection(FleetOptions.Section)).Validate(
            options => options.MqttPort is >= 0 and < 65_536
                && options.MaximumPayload is > 0 and <= IngestRecord.MaximumBody / 2
                && options.SegmentBytes > 0
                && options.SegmentAge > TimeSpan.Zero
                && options.LoadInterval > TimeSpan.Zero
                && options.RolloutInterval > TimeSpan.Zero,
            "fleet: mqttPort is 0 to 65535, maximumPayload 1 to 8388608 bytes, and the other values are above zero.").Validate(
            options => options.MqttTlsPort is null or (>= 0 and < 65_536) && System.Net.IPAddress.TryParse(options.MqttTlsAddress, out _),
            "fleet:mqttTlsPort is 0 to 65535, and fleet:mqttTlsAddress an IP address.").Validate(
            options => System.Net.IPAddress.TryParse(options.MqttAddress, out var address) && System.Net.IPAddress.IsLoopback(address),
            "fleet:mqttAddress is an IP address of loopback: without TLS only that is served. For devices of a network set fleet:mqttTlsPort, such as 8883.");
        services.AddSingleton(new RoomMigrations("fleet", typeof(FleetServices).Assembly));
        services.AddActions(BrokerActions.All);
        AddIngest(services);
        services.AddSingleton<ConnectedDevices>();
        services.AddSingleton<ConnectionGuard>();
        services.AddSingleton<PublishHandler>();
        services.AddSingleton<Acknowledgements>();
        services.AddSingleton<MqttBroker>();
        services.AddSingleton<IMqttEndpoint>(provider => provider.GetRequiredService<MqttBroker>());
        services.AddSingleton<IConnectionCloser>(provider => provider.GetRequiredService<MqttBroker>());
        services.AddSingleton<CredentialSweep>();
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<CredentialSweep>());
        services.AddSingleton(provider => new ShadowRelay(
            provider.GetRequiredService<MqttBroker>(), provider.GetRequiredService<ServerNode>(), provider.GetRequiredService<Database>()));
        services.AddSingleton<IShadowSender>(provider => provider.GetRequiredService<ShadowRelay>());
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<ShadowRelay>());
        services.AddSingleton<IStartupWork>(provider => provider.GetRequiredService<MqttBroker>());
        services.AddSingleton<DeviceReports>();
        services.AddSingleton<DeviceCatalog>();
        services.AddSingleton<DeviceCertificateDesk>();
        services.AddSingleton<RolloutSignal>();
        services.AddSingleton<RolloutSteps>();
        services.AddSingleton<RolloutCatalog>();
        services.AddSingleton<IBackgroundWork, RolloutWork>();
        services.AddSingleton<ILineageSource, FleetLineage>();
        services.AddSingleton<IFleet, FleetService>();
        return services;
    }

    private static void AddIngest(IServiceCollection services)
    {
        services.AddSingleton(FleetTables.Tables);
        services.AddSingleton(provider => new SegmentFolder(provider.GetRequiredService<HomeDirectory>().Ingest));
        services.AddSingleton<ISegmentStorage, DiskSegmentStorage>();
        services.AddSingleton<IngestCounters>();
        services.AddSingleton(provider => new IngestPosition(provider.GetRequiredService<IWarehouse>(), provider.GetRequiredService<ServerNode>().Name));
        services.AddSingleton<SegmentLoader>();
        services.AddSingleton<IngestLog>();
        services.AddSingleton<IngestLoader>();
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<IngestLoader>());
        services.AddSingleton<IBackgroundWork, GoneNodesLoader>();
        services.AddSingleton<IStartupWork, IngestRecovery>();
    }
}
