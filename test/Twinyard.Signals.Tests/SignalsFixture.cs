using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Events;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;
using Twinyard.Warehouse;

namespace Twinyard.Signals.Tests;

/// <summary>Signals with a real warehouse, event bus and database, as the server composes them.</summary>
public sealed class SignalsFixture : IAsyncDisposable
{
    private readonly TestRoom _room;

    private SignalsFixture(TestRoom room) => _room = room;

    public FakeTimeProvider Time => _room.Time;

    public TestAccess Access => (TestAccess)Get<IAccessEvaluator>();

    public Database Database => _room.Database;

    public string Folder => _room.Folder;

    public static async Task<SignalsFixture> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params (string Key, string Value)[] configuration)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(configuration.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        var room = await TestRoom.CreateAsync(
            engine,
            services => services.AddSingleton<IAccessEvaluator, TestAccess>().AddEvents(settings).AddWarehouse(settings).AddSignals(settings),
            TestDatabase.Room<IEventBus>(),
            TestDatabase.Room(typeof(SignalsServices).Assembly));
        var fixture = new SignalsFixture(room);
        (await room.Get<IElectedService>().TakeUpAsync(CancellationToken.None)).Error.ShouldBeNull();
        foreach (var work in room.All<IStartupWork>())
        {
            (await work.RunAsync(CancellationToken.None)).Error.ShouldBeNull();
        }

        return fixture;
    }

    public T Get<T>()
        where T : notnull => _room.Get<T>();

    public IResourceKind AlarmKind => _room.All<IResourceKind>().Single(kind => kind.Kind == "alarm");

    public IRunOutput Output => _room.All<IRunOutput>().Single(output => output.Name == "metrics");

    public Task RunAsync(string work) => _room.RunAsync(work);

    /// <summary>Delivers an event to the room's consumer, as the dispatcher does.</summary>
    public Task DeliverAsync(EventEnvelope envelope) =>
        Database.WriteAsync(session => _room.All<IEventConsumer>().Single().HandleAsync(envelope, session, CancellationToken.None), CancellationToken.None);

    public async Task<IReadOnlyList<EventEnvelope>> EventsAsync() =>
        [.. (await Get<IEventHistory>().ListAsync(null, null, new PageRequest(null, 100), CancellationToken.None)).Items.Reverse()];

    public ValueTask DisposeAsync() => _room.DisposeAsync();
}

/// <summary>Allows everything but the actions named.</summary>
public sealed class TestAccess : IAccessEvaluator
{
    public HashSet<string> Denied { get; } = [];

    public List<string> Asked { get; } = [];

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken)
    {
        Asked.Add($"{principal} {action} {resource}");
        return ValueTask.FromResult(new AccessDecision(!Denied.Contains(action), "as the test says"));
    }
}
