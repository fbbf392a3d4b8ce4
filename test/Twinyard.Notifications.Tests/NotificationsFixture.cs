using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Secrets;
using Twinyard.Contracts.Notifications;
using Twinyard.Events.Bus;
using Twinyard.Notifications.Outbox;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Notifications.Tests;

/// <summary>Notifications with a real database and outbox folder, and the topic <c>ml-team</c> with two subscribers.</summary>
public sealed class NotificationsFixture : IAsyncDisposable
{
    private readonly TestRoom _room;

    private NotificationsFixture(TestRoom room) => _room = room;

    public FakeTimeProvider Time => _room.Time;

    public TestAccess Access => (TestAccess)Get<IAccessEvaluator>();

    public TestSecrets Secrets => (TestSecrets)Get<ISecrets>();

    public Database Database => _room.Database;

    public string Folder => _room.Folder;

    public IOutbox Outbox => Get<IOutbox>();

    public IResourceKind TopicKind => Get<IResourceKind>();

    public IRunOutput Reports => Get<IRunOutput>();

    public static async Task<NotificationsFixture> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params (string Key, string Value)[] configuration)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(configuration.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        var room = await TestRoom.CreateAsync(engine, services => services.AddSingleton<IAccessEvaluator, TestAccess>().AddSingleton<ISecrets, TestSecrets>().AddNotifications(settings), TestDatabase.Room<IOutbox>());
        var fixture = new NotificationsFixture(room);
        await fixture.ApplyTopicAsync("ml-team", """{"description":"The team","subscriptions":[{"email":"ann@example.org"},{"email":"ben@example.org"}]}""");
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _room.Get<T>();

    public DeployContext Context => new("c0ffee", "p1", "alice", "bob", Time.GetUtcNow());

    public Task ApplyTopicAsync(string name, string specification) =>
        Database.WriteAsync(session => TopicKind.ApplyAsync(name, specification, Context, session, CancellationToken.None), CancellationToken.None);

    public Task RunAsync(string work = "mail-delivery") => _room.RunAsync(work);

    public Task DeliverAsync(EventEnvelope envelope) =>
        Database.WriteAsync(session => Get<IEventConsumer>().HandleAsync(envelope, session, CancellationToken.None), CancellationToken.None);

    public async Task<IReadOnlyList<OutboxMessage>> MessagesAsync() =>
        [.. (await Outbox.ListAsync(new PageRequest(null, 1000), CancellationToken.None)).Items.Reverse()];

    public ValueTask DisposeAsync() => _room.DisposeAsync();
}

/// <summary>Allows everything but the actions named.</summary>
public sealed class TestAccess : IAccessEvaluator
{
    public HashSet<string> Denied { get; } = [];

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AccessDecision(!Denied.Contains(action), "as the test says"));
}
