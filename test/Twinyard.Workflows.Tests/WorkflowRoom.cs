using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Secrets;
using Twinyard.Contracts.Workflows;
using Twinyard.Events;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Workflows.Artifacts;
using Twinyard.Workflows.Backfill;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Lateness;
using Twinyard.Workflows.Tests.Fakes;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Tests;

/// <summary>
/// The room on a real database and bus, with a clock that stands until it is told to move and loops that run when they are asked to.
/// A second room on the same database is another server, or the same one after a restart.
/// </summary>
internal sealed class WorkflowRoom : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly Principal Alice = new(Principal.User, "alice", "developer");

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ServiceProvider _services;
    private readonly Func<ValueTask> _dispose;

    private WorkflowRoom(ServiceProvider services, Func<ValueTask> dispose)
    {
        _services = services;
        _dispose = dispose;
    }

    public FakeTimeProvider Time => Get<FakeTimeProvider>();

    public FakeTwin Twin => Get<FakeTwin>();

    public FakeOutput Output => Get<FakeOutput>();

    public FakeRoles Roles => Get<FakeRoles>();

    public FakeSecrets Secrets => Get<FakeSecrets>();

    public FakeLogs Logs => Get<FakeLogs>();

    public FakeServerLog ServerLog => Get<FakeServerLog>();

    public Database Database => Get<Database>();

    public HomeDirectory Home => Get<HomeDirectory>();

    public IWorkflows Workflows => Get<IWorkflows>();

    public static async Task<WorkflowRoom> CreateAsync(DatabaseEngine engine, Action<WorkflowsOptions>? configure = null)
    {
        var database = await TestDatabase.CreateAsync(engine, TestDatabase.Room<IAccessControl>(), TestDatabase.Room<IEventBus>(), TestDatabase.Room<IWorkflows>());
        var folder = Directory.CreateTempSubdirectory("twinyard-test-");
        var home = HomeDirectory.Open(folder.FullName).Value;
        var time = new FakeTimeProvider(Start);
        var outputs = new FakeOutput();
        var services = Services(database.Database, home, time, outputs, configure);
        return new WorkflowRoom(services, async () =>
        {
            await services.DisposeAsync();
            home.Dispose();
            folder.Delete(recursive: true);
            await database.DisposeAsync();
        });
    }

    /// <summary>Another server on the same state.</summary>
    public WorkflowRoom Another(Action<WorkflowsOptions>? configure = null)
    {
        var services = Services(Database, Home, Time, Output, configure);
        return new WorkflowRoom(services, () => services.DisposeAsync());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Deploys a manifest as a merge does. Every script that it names exists.</summary>
    public async Task DeployAsync(string name, string manifest, string commit = "c1")
    {
        var kind = _services.GetServices<IResourceKind>().Single(kind => kind.Kind == "workflow");
        var body = ManifestDocument.Parse("workflow.yaml", manifest).Value;
        var reading = kind.Read(new ResourceDeclaration("workflow", name, body, _ => true));
        body.Problems.Items.ShouldBeEmpty();
        var context = new DeployContext(commit, "p1", "alice", "bob", Time.GetUtcNow());
        await Database.WriteAsync(session => kind.ApplyAsync(name, reading.Specification, context, session, None), None);
    }

    public Task DeleteAsync(string name)
    {
        var kind = _services.GetServices<IResourceKind>().Single(kind => kind.Kind == "workflow");
        return Database.WriteAsync(session => kind.DeleteAsync(name, new DeployContext("c9", "p9", "alice", "bob", Time.GetUtcNow()), session, None), None);
    }

    /// <summary>What a server does before it listens.</summary>
    public async Task StartUpAsync()
    {
        foreach (var work in _services.GetServices<IStartupWork>())
        {
            (await work.RunAsync(None)).Error.ShouldBeNull();
        }
    }

    public Task TickAsync() => RunAsync<Ticker>();

    /// <summary>Executes what is due until nothing is.</summary>
    public Task InvokeAsync() => RunAsync<RunInvoker>();

    /// <summary>Queues what is next of the gaps that are to be filled.</summary>
    public Task FeedAsync() => RunAsync<BackfillFeeder>();

    /// <summary>Looks for late runs.</summary>
    public Task WatchAsync() => RunAsync<LatenessWatch>();

    /// <summary>Looks for artifacts that are kept no longer.</summary>
    public Task RemoveArtifactsAsync() => RunAsync<ArtifactRetention>();

    public Task RecoverAsync() => RunAsync<RunRecovery>();

    public Task HeartbeatAsync() => RunAsync<LeaseKeeper>();

    public Task DispatchEventsAsync() => _services.GetServices<IBackgroundWork>().Single(work => work.Name == "event-dispatch").RunOnceAsync(None);

    public async Task<RunDetail> StartAsync(string name)
    {
        var started = await Workflows.StartAsync(name, new StartRunRequest(), Alice, None);
        return started.Value;
    }

    public async Task<IReadOnlyList<OccurrenceEntry>> LedgerAsync(string name) =>
        (await Workflows.LedgerAsync(name, new PageRequest(null, 1000), None)).Value.Items;

    public async Task<RunDetail> RunAsync(string id) => (await Workflows.RunAsync(id, None)).Value;

    /// <summary>Every run, newest first.</summary>
    public async Task<IReadOnlyList<RunSummary>> RunsAsync() => (await Workflows.RunsAsync(null, null, new PageRequest(null, 1000), None)).Value.Items;

    /// <summary>What the workflows have told the bus, oldest first.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync()
    {
        var page = await Get<IEventHistory>().ListAsync("twinyard.workflows", null, new PageRequest(null, 1000), None);
        return [.. page.Items.Reverse().Select(envelope => envelope.DetailType)];
    }

    public ValueTask DisposeAsync() => _dispose();

    private Task RunAsync<T>()
        where T : IBackgroundWork => _services.GetServices<IBackgroundWork>().OfType<T>().Single().RunOnceAsync(None);

    private static ServiceProvider Services(Database database, HomeDirectory home, FakeTimeProvider time, FakeOutput output, Action<WorkflowsOptions>? configure)
    {
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddSingleton<FakeServerLog>();
        services.AddLogging(logging => logging.Services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<FakeServerLog>()));
        // Given as instances, so that the container does not dispose of what other rooms of the test share.
        services.AddSingleton(database);
        services.AddSingleton(home);
        services.AddSingleton(time);
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IIdGenerator, TimeOrderedIdGenerator>();
        services.AddSingleton(new Random(1));
        services.AddEvents(configuration);
        services.AddWorkflows(configuration);
        services.AddSingleton<FakeTwin>();
        services.AddSingleton<ITwin>(provider => provider.GetRequiredService<FakeTwin>());
        services.AddSingleton<FakeRoles>();
        services.AddSingleton<IAccessControl>(provider => provider.GetRequiredService<FakeRoles>());
        services.AddSingleton<FakeSecrets>();
        services.AddSingleton<ISecrets>(provider => provider.GetRequiredService<FakeSecrets>());
        services.AddSingleton<Sealing>();
        services.AddSingleton(provider => provider.GetRequiredService<Sealing>().Values);
        services.AddSingleton(provider => provider.GetRequiredService<Sealing>().AtStart);
        services.AddSingleton<FakeLogs>();
        services.AddSingleton<ILogStreams>(provider => provider.GetRequiredService<FakeLogs>());
        services.AddSingleton(output);
        services.AddSingleton<IRunOutput>(output);
        services.AddSingleton<IServerAddress, FakeServerAddress>();
        services.AddSingleton<IAccessEvaluator, AllowEverything>();
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services.BuildServiceProvider();
    }
}
