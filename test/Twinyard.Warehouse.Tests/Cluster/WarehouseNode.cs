using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Platform;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;

namespace Twinyard.Warehouse.Tests.Cluster;

/// <summary>A server of several with the warehouse alone, on Kestrel, as the Host composes it.</summary>
internal sealed class WarehouseNode : IAsyncDisposable
{
    private readonly HomeDirectory _home;
    private readonly WebApplication _app;

    private WarehouseNode(HomeDirectory home, WebApplication app)
    {
        _home = home;
        _app = app;
    }

    public IWarehouse Warehouse => Get<IWarehouse>();

    public IElection Election => Get<IElection>();

    public string Url => Get<NodeAddress>().Url;

    /// <param name="replace">Has the last word on the services.</param>
    public static async Task<WarehouseNode> StartAsync(string name, string home, Database database, TimeProvider time, WarehouseTables tables, Action<IServiceCollection> replace)
    {
        var opened = HomeDirectory.Open(home, name).Value;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cluster:Lease", "00:00:30")]).Build();
        builder.Services.AddPlatform(opened, database, new ServerNode(name), configuration);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<NodeAddress>();
        builder.Services.AddSingleton<IServerAddress>(services => services.GetRequiredService<NodeAddress>());
        builder.Services.AddAccess(configuration);
        builder.Services.AddWarehouse(configuration);
        builder.Services.AddSingleton(tables);
        replace(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        app.UseAccess();
        app.MapWarehouseEndpoints();
        await app.StartAsync();
        app.Services.GetRequiredService<NodeAddress>().Url = app.Urls.First();
        return new WarehouseNode(opened, app);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        foreach (var service in _app.Services.GetServices<IElectedService>())
        {
            await service.LayDownAsync();
        }

        await _app.DisposeAsync();
        _home.Dispose();
    }
}
