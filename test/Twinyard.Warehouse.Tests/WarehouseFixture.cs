using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Homes;

namespace Twinyard.Warehouse.Tests;

/// <summary>A started warehouse in a temporary home, as the server composes it.</summary>
public sealed class WarehouseFixture : IAsyncDisposable
{
    /// <summary>Who asks, where the test does not care.</summary>
    public static readonly Principal Ann = new(Principal.User, "ann", "owner");

    private readonly DirectoryInfo _folder;
    private readonly bool _keepFolder;
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private WarehouseFixture(DirectoryInfo folder, bool keepFolder, TimeProvider? time, WarehouseTables[] tables, IAccessEvaluator? access = null)
    {
        _folder = folder;
        _keepFolder = keepFolder;
        _home = HomeDirectory.Open(folder.FullName).Value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton(time ?? Time);
        services.AddSingleton(access ?? Access);
        services.AddWarehouse(new ConfigurationBuilder().Build());
        foreach (var room in tables)
        {
            services.AddSingleton(room);
        }

        if (access is not null)
        {
            // What is asked of two warehouses to compare comes in one order, and fails at one place.
            services.PostConfigure<WarehouseOptions>(options => options.Threads = 1);
        }

        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public RecordingAccess Access { get; } = new();

    public IWarehouse Warehouse => Get<IWarehouse>();

    public string Folder => _folder.FullName;

    public static async Task<WarehouseFixture> StartAsync(params WarehouseTables[] tables)
    {
        var fixture = Create(Directory.CreateTempSubdirectory("twinyard-test-").FullName, keepFolder: false, tables);
        (await fixture.StartUpAsync()).Error.ShouldBeNull();
        return fixture;
    }

    /// <param name="time">In place of <see cref="Time"/>.</param>
    public static async Task<WarehouseFixture> StartAsync(TimeProvider time, params WarehouseTables[] tables)
    {
        var fixture = new WarehouseFixture(Directory.CreateTempSubdirectory("twinyard-test-"), keepFolder: false, time, tables);
        (await fixture.StartUpAsync()).Error.ShouldBeNull();
        return fixture;
    }

    /// <summary>One whose statements run on one thread.</summary>
    /// <param name="access">In place of <see cref="Access"/>.</param>
    public static async Task<WarehouseFixture> StartAsync(IAccessEvaluator access, params WarehouseTables[] tables)
    {
        var fixture = new WarehouseFixture(Directory.CreateTempSubdirectory("twinyard-test-"), keepFolder: false, null, tables, access);
        (await fixture.StartUpAsync()).Error.ShouldBeNull();
        return fixture;
    }

    public static WarehouseFixture Create(string folder, bool keepFolder, params WarehouseTables[] tables) =>
        new(Directory.CreateDirectory(folder), keepFolder, null, tables);

    public Task<Platform.Results.Result<Platform.Results.Done>> StartUpAsync() =>
        Get<IElectedService>().TakeUpAsync(CancellationToken.None);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<QueryResult> QueryAsync(string sql, params object?[] parameters) =>
        (await Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, sql, parameters), CancellationToken.None)).Value;

    public Task<int> ExecuteAsync(string sql) =>
        Warehouse.WriteAsync(session => session.ExecuteAsync(sql, [], CancellationToken.None), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _home.Dispose();
        if (!_keepFolder)
        {
            _folder.Delete(recursive: true);
        }
    }
}

/// <summary>Allows everything but the actions named.</summary>
public sealed class RecordingAccess : IAccessEvaluator
{
    public HashSet<string> Denied { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>What queries were decided on: <c>table(column column)</c>, or the action for what is no table.</summary>
    public List<string> Reads { get; } = [];

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken)
    {
        if (action == "warehouse:Query")
        {
            Reads.Add($"{resource["warehouse:table/".Length..]}({string.Join(' ', given.Values(AccessKeys.Columns))})");
        }
        else
        {
            Asked.Add($"{principal} {action} {resource}");
        }

        return ValueTask.FromResult(new AccessDecision(!Denied.Contains(action), "as the test says"));
    }
}
