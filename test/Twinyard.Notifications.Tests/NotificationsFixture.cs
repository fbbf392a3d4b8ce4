using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Contracts.Notifications;
using Twinyard.Events.Bus;
using Twinyard.Notifications.Outbox;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;

namespace Twinyard.Notifications.Tests;

/// <summary>Notifications with a real database and outbox folder, and the topic <c>ml-team</c> with two subscribers.</summary>
public sealed class NotificationsFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private readonly TestDatabase _database;
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private NotificationsFixture(TestDatabase database, Dictionary<string, string?> configuration)
    {
        _database = database;
        _home = HomeDirectory.Open(_folder.FullName).Value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(database.Database);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IIdGenerator>(new TimeOrderedIdGenerator(Time));
        services.AddSingleton(new Random(1));
        services.AddSingleton<IAccessEvaluator>(Access);
        services.AddSingleton<IServerAddress>(new TestAddress());
        services.AddNotifications(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public TestAccess Access { get; } = new();

    public Database Database => _database.Database;

    public string Folder => _folder.FullName;

    public IOutbox Outbox => Get<IOutbox>();

    public IResourceKind TopicKind => Get<IResourceKind>();

    public IRunOutput Reports => Get<IRunOutput>();

    public static async Task<NotificationsFixture> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params (string Key, string Value)[] configuration)
    {
        var database = await TestDatabase.CreateAsync(engine, TestDatabase.Room<IOutbox>());
        var fixture = new NotificationsFixture(database, configuration.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        await fixture.ApplyTopicAsync("ml-team", """{"description":"The team","subscriptions":[{"email":"ann@example.org"},{"email":"ben@example.org"}]}""");
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public DeployContext Context => new("c0ffee", "p1", "alice", "bob", Time.GetUtcNow());

    public Task ApplyTopicAsync(string name, string specification) =>
        Database.WriteAsync(session => TopicKind.ApplyAsync(name, specification, Context, session, CancellationToken.None), CancellationToken.None);

    public Task RunAsync(string work = "mail-delivery") =>
        _services.GetServices<IBackgroundWork>().Single(candidate => candidate.Name == work).RunOnceAsync(CancellationToken.None);

    public Task DeliverAsync(EventEnvelope envelope) =>
        Database.WriteAsync(session => Get<IEventConsumer>().HandleAsync(envelope, session, CancellationToken.None), CancellationToken.None);

    public async Task<IReadOnlyList<OutboxMessage>> MessagesAsync() =>
        [.. (await Outbox.ListAsync(new PageRequest(null, 1000), CancellationToken.None)).Items.Reverse()];

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

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AccessDecision(!Denied.Contains(action), "as the test says"));
}
