using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Events.Delivery;
using Twinyard.Events.Replays;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Events.Tests.Support;

/// <summary>The room, with Access, on a fresh database of an engine.</summary>
internal sealed class EventsTest : IAsyncDisposable
{
    public static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private readonly HomeDirectory _home;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private readonly KeyValuePair<string, string?>[] _settings;
    private readonly InterruptedIds _ids;

    private EventsTest(TestDatabase database, KeyValuePair<string, string?>[] settings, IEventConsumer[] consumers)
    {
        _home = HomeDirectory.Open(_folder.FullName).Value;
        _database = database;
        _settings = settings;
        _ids = new InterruptedIds(Time);
        _services = Provider(consumers);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public Database Database => _database.Database;

    public InterruptedIds Ids => _ids;

    public IEventBus Bus => Get<IEventBus>();

    public IEventReplays Replays => Get<IEventReplays>();

    public IEventHistory History => Get<IEventHistory>();

    public IDeadLetters DeadLetters => Get<IDeadLetters>();

    public static Task<EventsTest> CreateAsync(DatabaseEngine engine, params IEventConsumer[] consumers) =>
        CreateAsync(engine, [new("Events:Attempts", "3")], consumers);

    public static async Task<EventsTest> CreateAsync(DatabaseEngine engine, KeyValuePair<string, string?>[] settings, params IEventConsumer[] consumers)
    {
        var test = new EventsTest(await TestDatabase.CreateAsync(engine, TestDatabase.Room<Principal>(), TestDatabase.Room<NewEvent>()), settings, consumers);
        await test.Database.WriteAsync(session => session.ExecuteAsync(RecordingConsumer.CreateTable, null, None), None);
        return test;
    }

    /// <summary>A second node on the same database.</summary>
    public ServiceProvider Provider(params IEventConsumer[] consumers)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(_home);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton<IElection, FixedElection>();
        services.AddSingleton(Database);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IIdGenerator>(_ids);
        services.AddSingleton(new Random(7));
        services.AddSingleton<IServerAddress>(new FixedAddress());
        foreach (var consumer in consumers)
        {
            services.AddSingleton(consumer);
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        services.AddAccess(configuration);
        services.AddEvents(configuration);
        return services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task DispatchAsync() => DispatchAsync(_services);

    public static Task DispatchAsync(IServiceProvider services) => Work<EventDispatcher>(services).RunOnceAsync(None);

    /// <summary>Dispatches until nobody is due any more within the time, in steps as long as the longest pause.</summary>
    public async Task DispatchForAsync(TimeSpan duration)
    {
        for (var end = Time.GetUtcNow() + duration; Time.GetUtcNow() < end; Time.Advance(TimeSpan.FromMinutes(10)))
        {
            await DispatchAsync();
        }
    }

    public Task PublishAsync(string detailType) => Bus.PublishAsync(new NewEvent("test", detailType, new JsonObject { ["a"] = 1 }), None);

    /// <summary>One pass of the replays.</summary>
    public Task ReplayAsync() => ReplayAsync(_services);

    public static Task ReplayAsync(IServiceProvider services) => Work<ReplayWork>(services).RunOnceAsync(None);

    public Task RetainAsync() => Work<EventRetention>(_services).RunOnceAsync(None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    private static T Work<T>(IServiceProvider services) => services.GetServices<IBackgroundWork>().OfType<T>().Single();
}
