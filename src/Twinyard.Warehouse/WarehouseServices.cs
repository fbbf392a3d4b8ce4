using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Twinyard.Warehouse;

public static class WarehouseServices
{
    /// <summary>The warehouse, its endpoints' services and the run output for <c>tables/*.ndjson</c>.</summary>
    public static IServiceCollection AddWarehouse(this IServiceCollection services, IConfiguration configuration)
    {
        return services;
    }
}
