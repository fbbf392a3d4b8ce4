using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Events;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.Warehouse;

namespace Twinyard.Signals.Tests;

/// <summary>Signals with a real warehouse, event bus and database, as the server composes them.</summary>
public sealed class SignalsFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private readonly TestDatabase _database;
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private SignalsFixture(TestDatabase database, Dictionary<string, string?> configuration)
    {
        _database = database;
        _home = HomeDirectory.Open(_folder.FullName).Value;
        var settings = new ConfigurationBuilder().AddInMemoryCollection(configuration).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(database.Database);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IIdGenerator>(new TimeOrderedIdGenerator(Time));
        services.AddSingleton(new Random(1));
        services.AddSingleton<IAccessEvaluator>(Access);
        services.AddSingleton<IServerAddress>(new TestAddress());
        services.AddEvents(settings);
        services.AddWarehouse(settings);
        services.AddSignals(settings);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public TestAccess Access { get; } = new();

    public Database Database => _database.Database;

    public string Folder => _folder.FullName;

    public static async Task<SignalsFixture> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params (string Key, string Value)[] configuration)
    {
        var database = await TestDatabase.CreateAsync(engine, TestDatabase.Room<IEventBus>(), TestDatabase.Room(typeof(SignalsServices).Assembly));
        var fixture = new SignalsFixture(database, configuration.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        foreach (var work in fixture._services.GetServices<IStartupWork>())
        {
            (await work.RunAsync(CancellationToken.None)).Error.ShouldBeNull();
        }

        return fixture;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IResourceKind AlarmKind => _services.GetServices<IResourceKind>().Single(kind => kind.Kind == "alarm");

    public IRunOutput Output => _services.GetServices<IRunOutput>().Single(output => output.Name == "metrics");

    public Task RunAsync(string work) =>
        _services.GetServices<IBackgroundWork>().Single(candidate => candidate.Name == work).RunOnceAsync(CancellationToken.None);

    /// <summary>Delivers an event to the room's consumer, as the dispatcher does.</summary>
    public Task DeliverAsync(EventEnvelope envelope) =>
        Database.WriteAsync(session => _services.GetServices<IEventConsumer>().Single().HandleAsync(envelope, session, CancellationToken.None), CancellationToken.None);

    public async Task<IReadOnlyList<EventEnvelope>> EventsAsync() =>
        [.. (await Get<IEventHistory>().ListAsync(null, null, new PageRequest(null, 100), CancellationToken.None)).Items.Reverse()];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class TestAddress : IServerAddress
    {
        public string Url => "http://127.0.0.1:7171";

        public int MqttPort => 1883;

        public string Environment => "dev";
    }
}

/// <summary>Allows everything but the actions named.</summary>
public sealed class TestAccess : IAccessEvaluator
{
    public HashSet<string> Denied { get; } = [];

    public List<string> Asked { get; } = [];

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken)
    {
        Asked.Add($"{principal} {action} {resource}");
        return ValueTask.FromResult(new AccessDecision(!Denied.Contains(action), "as the test says"));
    }
}
