using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access.Audit;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Support;

/// <summary>The room on a fresh database of an engine, with a clock of its own.</summary>
internal sealed class AccessTest : IAsyncDisposable
{
    public static readonly CancellationToken None = CancellationToken.None;

    public static readonly DeployContext Deploy = new("c0ffee", "p-1", "alice", "bob", new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;
    private readonly ServiceProvider _services;

    private AccessTest(TestDatabase database, FakeTimeProvider time, bool ownsDatabase, Action<IServiceCollection>? more, string environment = "dev")
    {
        (_database, Time, _ownsDatabase) = (database, time, ownsDatabase);
        var services = new ServiceCollection();
        Register(services, database.Database, Time, environment);
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; }

    public Database Database => _database.Database;

    public static async Task<AccessTest> CreateAsync(DatabaseEngine engine, Action<IServiceCollection>? more = null) =>
        new(await TestDatabase.CreateAsync(engine, TestDatabase.Room<Principal>()), new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero)), true, more);

    /// <summary>An environment with a home of its own, which <paramref name="home"/> owns, and a clock that it may share.</summary>
    public static async Task<AccessTest> CreateAsync(DatabaseEngine engine, string environment, HomeDirectory home, FakeTimeProvider? time = null) => new(
        await TestDatabase.CreateAsync(engine, TestDatabase.Room<Principal>()),
        time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero)),
        true,
        services => services.AddSingleton(home),
        environment);

    /// <summary>Another node on the same database and clock.</summary>
    public AccessTest Another(string node = "") => new(_database, Time, false, services => services.AddSingleton(new ServerNode(node)));

    public static void Register(IServiceCollection services, Database database, TimeProvider time, string environment = "dev")
    {
        services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(database);
        services.AddSingleton(time);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton<IIdGenerator>(new TimeOrderedIdGenerator(time));
        services.AddSingleton<IServerAddress>(new FixedAddress(environment));
        services.AddAccess(new ConfigurationBuilder().Build());
    }

    /// <returns>The role's specification.</returns>
    public async Task<string> DeployRoleAsync(string name, string yaml)
    {
        var body = ManifestDocument.Parse($"resources/roles/{name}.yaml", yaml).Value;
        var reading = Get<IResourceKind>().Read(new ResourceDeclaration("role", name, body, _ => false));
        body.Problems.Items.ShouldBeEmpty();
        await Database.WriteAsync(session => Get<IResourceKind>().ApplyAsync(name, reading.Specification, Deploy, session, None), None);
        return reading.Specification;
    }

    /// <summary>All entries of the audit trail, oldest first, once what waits is written.</summary>
    public async Task<IReadOnlyList<AuditEntry>> EntriesAsync()
    {
        await Get<AuditWriter>().RunOnceAsync(None);
        return [.. (await Get<IAuditReader>().ListAsync(AuditFilter.All, new PageRequest(null, PageRequest.MaximumSize), None)).Value.Items.Reverse()];
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDatabase)
        {
            await _database.DisposeAsync();
        }
    }
}
