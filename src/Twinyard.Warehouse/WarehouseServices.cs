using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Ports;
using Twinyard.Warehouse.Duck;
using Twinyard.Warehouse.Forwarding;
using Twinyard.Warehouse.Queries;
using Twinyard.Warehouse.RunTables;
using Twinyard.Warehouse.Tables;

namespace Twinyard.Warehouse;

public static class WarehouseServices
{
    /// <summary>The warehouse, its endpoints' services and the run output for <c>tables/*.ndjson</c>. Reads <c>Warehouse:…</c>.</summary>
    public static IServiceCollection AddWarehouse(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<WarehouseOptions>(configuration.GetSection(WarehouseOptions.Section));
        services.AddSingleton<DuckDbFile>();
        services.AddSingleton<QueryAccess>();
        services.AddSingleton<UserQueries>();
        services.AddSingleton<DuckDbWarehouse>();
        services.AddSingleton<IFilesAtRest>(provider => provider.GetRequiredService<DuckDbWarehouse>());
        services.AddSingleton<NodeCredential>();
        services.AddSingleton<WarehouseConnector>();
        services.AddSingleton<ClusterWarehouse>();
        // Among several the elected node holds the file, and the others forward to it.
        services.AddSingleton<IWarehouse>(provider => provider.GetRequiredService<ServerNode>().IsAlone
            ? provider.GetRequiredService<DuckDbWarehouse>()
            : provider.GetRequiredService<ClusterWarehouse>());
        services.AddSingleton<TableCatalog>();
        services.AddSingleton<IElectedService, ElectedWarehouse>();
        services.AddSingleton(RunTableStore.Tables);
        services.AddSingleton<RunTableStore>();
        services.AddSingleton<IRunOutput, TableOutput>();
        services.AddActions(QueryAccess.Table, QueryAccess.Catalog, TableOutput.Write);
        return services;
    }
}
