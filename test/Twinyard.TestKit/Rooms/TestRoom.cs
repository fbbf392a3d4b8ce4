using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;

namespace Twinyard.TestKit.Rooms;

/// <summary>
/// What rooms stand on in a test: a fresh database, a home of their own, a clock that stands until it is told to move, chance from a
/// seed. Background work runs when the test asks for it.
/// </summary>
public sealed class TestRoom : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private readonly TestDatabase _database;
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private TestRoom(TestDatabase database, Action<IServiceCollection> compose)
    {
        _database = database;
        _home = HomeDirectory.Open(_folder.FullName).Value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton(database.Database);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IIdGenerator>(new TimeOrderedIdGenerator(Time));
        services.AddSingleton(new Random(1));
        services.AddSingleton<IServerAddress, FixedAddress>();
        compose(services);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Database Database => _database.Database;

    /// <summary>The home's folder.</summary>
    public string Folder => _folder.FullName;

    /// <param name="compose">Registers the rooms under test and what they need beyond Platform.</param>
    /// <param name="migrations">Of the rooms that keep state.</param>
    public static async Task<TestRoom> CreateAsync(DatabaseEngine engine, Action<IServiceCollection> compose, params RoomMigrations[] migrations) =>
        new(await TestDatabase.CreateAsync(engine, migrations), compose);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IEnumerable<T> All<T>() => _services.GetServices<T>();

    /// <summary>One pass of a background work, by its name.</summary>
    public Task RunAsync(string work) => All<IBackgroundWork>().Single(candidate => candidate.Name == work).RunOnceAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }
}
