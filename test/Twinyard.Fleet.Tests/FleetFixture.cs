using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Twinyard.Access;
using Twinyard.Access.Audit;
using Twinyard.Contracts.Fleet;
using Twinyard.Events;
using Twinyard.Fleet.Ingest;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Registry;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Tests;

/// <summary>The fleet as the server composes it, with real access, bus, warehouse and broker; models and logs are fakes.</summary>
public sealed class FleetFixture : IAsyncDisposable
{
    public static readonly Principal Owner = new(Principal.User, "alice", "owner");

    private readonly TestDatabase _database;
    private readonly DirectoryInfo _folder;
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private FleetFixture(TestDatabase database, TimeProvider time, Action<IServiceCollection> replace)
    {
        _database = database;
        _folder = Directory.CreateTempSubdirectory("twinyard-test-");
        _home = HomeDirectory.Open(_folder.FullName).Value;
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton<IElection, FixedElection>();
        services.AddSingleton(database.Database);
        services.AddSingleton(time);
        services.AddSingleton(new Random(1));
        services.AddSingleton<IIdGenerator, TimeOrderedIdGenerator>();
        services.AddSingleton<IServerAddress>(new TestAddress());
        services.AddSingleton<ILogStreams>(Logs);
        services.AddSingleton<IModelRegistry>(Registry);
        services.AddSingleton<IModelGate>(Gate);
        services.AddAccess(configuration);
        services.AddEvents(configuration);
        services.AddWarehouse(configuration);
        services.AddFleet(configuration);
        replace(services);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    internal FakeRegistry Registry { get; } = new();

    internal FakeGate Gate { get; } = new();

    internal MemoryLogs Logs { get; } = new();

    public Database Database => _database.Database;

    public IFleet Fleet => Get<IFleet>();

    public IWarehouse Warehouse => Get<IWarehouse>();

    internal IngestLoader Loader => Get<IngestLoader>();

    public static Task<FleetFixture> StartAsync() => StartAsync(DatabaseEngine.Sqlite, TimeProvider.System, _ => { });

    public static async Task<FleetFixture> StartAsync(DatabaseEngine engine, TimeProvider time, Action<IServiceCollection> replace)
    {
        var database = await TestDatabase.CreateAsync(
            engine, TestDatabase.Room(typeof(AccessServices).Assembly), TestDatabase.Room(typeof(EventServices).Assembly), TestDatabase.Room(typeof(FleetServices).Assembly));
        var fixture = new FleetFixture(database, time, replace);
        foreach (var hosted in fixture._services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        (await fixture.Get<IElectedService>().TakeUpAsync(CancellationToken.None)).Error.ShouldBeNull();
        foreach (var work in fixture._services.GetServices<IStartupWork>().OrderBy(work => work.Order))
        {
            (await work.RunAsync(CancellationToken.None)).Error.ShouldBeNull();
        }

        return fixture;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<string> EnrolAsync(string id)
    {
        var enrolled = await Fleet.EnrolAsync(new EnrolDeviceRequest(id, null), Owner, CancellationToken.None);
        enrolled.Error.ShouldBeNull();
        return enrolled.Value.Secret;
    }

    public async Task<IReadOnlyList<IReadOnlyList<object?>>> QueryAsync(string sql) =>
        (await Warehouse.ReadAsync(session => session.QueryAsync(sql, [], CancellationToken.None), CancellationToken.None)).Rows;

    /// <summary>The audit trail, oldest first, once what waits is written.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditedAsync()
    {
        await _services.GetServices<IBackgroundWork>().Single(work => work.Name == "audit").RunOnceAsync(CancellationToken.None);
        return [.. (await Get<IAuditReader>().ListAsync(AuditFilter.All, new PageRequest(null, null), CancellationToken.None)).Value.Items.Reverse()];
    }

    public Task<IReadOnlyList<string>> EventsAsync() =>
        Database.ReadAsync(session => session.QueryAsync<string>("SELECT detail_type FROM event_arrivals WHERE source = 'twinyard.fleet' ORDER BY arrival, id", null, CancellationToken.None), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _home.Dispose();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class TestAddress : IServerAddress
    {
        public string Url => "http://127.0.0.1:1";

        public int MqttPort => 0;

        public string Environment => "test";
    }
}
