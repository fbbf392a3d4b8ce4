using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Buckets;
using Twinyard.Events;
using Twinyard.Events.Bus;
using Twinyard.Models.Runs;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Signals.Metrics;
using Twinyard.TestKit.Databases;
using Twinyard.Warehouse;

namespace Twinyard.Models.Tests;

/// <summary>The room with the real bus, buckets and warehouse, in a temporary home.</summary>
internal sealed class ModelsFixture : IAsyncDisposable
{
    private readonly TestDatabase _test;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private ModelsFixture(TestDatabase test)
    {
        _test = test;
        _home = HomeDirectory.Open(_folder.FullName).Value;
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton(test.Database);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IIdGenerator, TimeOrderedIdGenerator>();
        services.AddSingleton(new Random(1));
        services.AddSingleton<IAccessEvaluator>(Access);
        services.AddSingleton<IServerAddress, TestAddress>();
        services.AddSingleton<IMetrics>(Metrics);
        services.AddEvents(configuration);
        services.AddBuckets(configuration);
        services.AddWarehouse(configuration);
        services.AddModels(configuration);
        services.AddSingleton(new WarehouseTables("fleet", FleetTables));
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public DenyingAccess Access { get; } = new();

    public RecordingMetrics Metrics { get; } = new();

    public Database Database => _test.Database;

    /// <summary>The tables of devices' data, in the shape in which ingest fills them.</summary>
    private static string[] FleetTables { get; } =
    [
        "CREATE TABLE IF NOT EXISTS telemetry (device VARCHAR NOT NULL, stream VARCHAR NOT NULL, seq BIGINT NOT NULL, time TIMESTAMP NOT NULL, entity VARCHAR NOT NULL, step BIGINT NOT NULL, \"values\" MAP(VARCHAR, DOUBLE) NOT NULL)",
        "CREATE TABLE IF NOT EXISTS decisions (id VARCHAR NOT NULL, device VARCHAR NOT NULL, seq BIGINT NOT NULL, time TIMESTAMP NOT NULL, entity VARCHAR NOT NULL, step BIGINT NOT NULL, model VARCHAR NOT NULL, version VARCHAR NOT NULL, prediction DOUBLE NOT NULL, decision VARCHAR NOT NULL)",
    ];

    public static async Task<ModelsFixture> CreateAsync(DatabaseEngine engine)
    {
        var rooms = new[] { TestDatabase.Room<IEventBus>(), TestDatabase.Room<IBuckets>(), TestDatabase.Room<ModelsOptions>() };
        var fixture = new ModelsFixture(await TestDatabase.CreateAsync(engine, rooms));
        (await fixture.Get<IElectedService>().TakeUpAsync(CancellationToken.None)).Error.ShouldBeNull();
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IRunOutput Output(string name) => _services.GetServices<IRunOutput>().Single(output => output.Name == name);

    /// <summary>A run that has left nothing yet.</summary>
    public RunOutputs NewRun(string id)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "run-outputs", id));
        return new RunOutputs { RunId = id, Workflow = "train", Role = "evaluator", Commit = "c0ffee", Folder = folder.FullName, StartedAt = Time.GetUtcNow() };
    }

    /// <summary>Registers a version the way a run does.</summary>
    public async Task<int> RegisterAsync(string runId, string model = "tiny", object? registration = null)
    {
        var run = NewRun(runId);
        Bundles.Write(Path.Combine(run.Folder, "models", model));
        if (registration is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(run.Folder, "models", model, Registration.FileName), JsonSerializer.Serialize(registration, JsonSerializerOptions.Web));
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        (await Output("models").StageAsync(run, CancellationToken.None)).Error.ShouldBeNull();
        await Output("models").CommitAsync(run, CancellationToken.None);
        return (await Get<Models.Registry.IModelRegistry>().FindAsync(model, CancellationToken.None)).Value.Versions[0].Version;
    }

    public async Task EvaluateAsync(string runId, params string[] lines)
    {
        var run = NewRun(runId);
        await File.WriteAllLinesAsync(Path.Combine(run.Folder, EvaluationLine.FileName), lines);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Output("evaluations").StageAsync(run, CancellationToken.None)).Error.ShouldBeNull();
        await Output("evaluations").CommitAsync(run, CancellationToken.None);
    }

    /// <summary>Published events, oldest first, as <c>detail-type {detail}</c>.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string detailType)
    {
        var rows = await Database.ReadAsync(
            session => session.QueryAsync<string>("SELECT detail FROM event_arrivals WHERE detail_type = @Type ORDER BY arrival, id", new { Type = detailType }, CancellationToken.None),
            CancellationToken.None);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class TestAddress : IServerAddress
    {
        public string Url => "http://127.0.0.1:7171";

        public int MqttPort => 1883;

        public string Environment => "test";
    }
}

/// <summary>Allows everything but the actions named.</summary>
internal sealed class DenyingAccess : IAccessEvaluator
{
    public HashSet<string> Denied { get; } = [];

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AccessDecision(!Denied.Contains(action), "as the test says"));
}

internal sealed class RecordingMetrics : IMetrics
{
    public List<MetricDatum> Put { get; } = [];

    public Task PutAsync(string batchId, IReadOnlyList<MetricDatum> data, CancellationToken cancellationToken)
    {
        Put.AddRange(data);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<MetricPoint>> QueryAsync(MetricQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<MetricName>> ListAsync(string? nameSpace, CancellationToken cancellationToken) => throw new NotSupportedException();
}
