using System.Buffers;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Fleet.Ingest;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Homes;
using Twinyard.TestKit.Rooms;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Tests.Ingest;

/// <summary>Segments and a warehouse that outlive the servers which run over them one after another.</summary>
internal sealed class IngestHarness : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-ingest-");
    private readonly HomeDirectory _home;
    private readonly ServiceProvider _services;

    private IngestHarness()
    {
        _home = HomeDirectory.Open(_folder.FullName).Value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_home);
        services.AddSingleton(ServerNode.Alone);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IAccessEvaluator, AllowAll>();
        services.AddSingleton(FleetTables.Tables);
        services.AddWarehouse(new ConfigurationBuilder().Build());
        _services = services.BuildServiceProvider();
        Segments = new SegmentFolder(_home.Ingest);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    public SegmentFolder Segments { get; }

    public IngestCounters Counters { get; } = new();

    /// <summary>Of a node, with its lock in it.</summary>
    public string FolderOf(string node) => Path.Combine(_home.Root, "nodes", node);

    public IWarehouse Warehouse => _services.GetRequiredService<IWarehouse>();

    public static async Task<IngestHarness> CreateAsync()
    {
        var harness = new IngestHarness();
        (await harness._services.GetRequiredService<IElectedService>().TakeUpAsync(CancellationToken.None)).Error.ShouldBeNull();
        return harness;
    }

    /// <summary>A server's ingest, recovered and started.</summary>
    public Task<IngestServer> StartAsync() => StartAsync(new DiskSegmentStorage(), Warehouse);

    public Task<IngestServer> StartAsync(ISegmentStorage storage, IWarehouse warehouse) => StartAsync("", Segments, storage, warehouse);

    /// <summary>The same as a node of several, with segments of its own.</summary>
    public Task<IngestServer> StartNodeAsync(string node) => StartAsync(node, SegmentsOf(node), new DiskSegmentStorage(), Warehouse);

    public SegmentFolder SegmentsOf(string node) => new(Directory.CreateDirectory(Path.Combine(_home.Root, "nodes", node, "ingest")).FullName);

    /// <summary>On the elected node, whose name is <paramref name="node"/>, while the named others are alive.</summary>
    public Task LoadOfGoneNodesAsync(string node, params string[] alive)
    {
        var election = new FixedElection
        {
            Nodes = [.. alive.Select(name => new ClusterNode(name, "", 0, 0, default, default, IsElected: false) { IsAlive = true })],
        };
        var loader = new GoneNodesLoader(_home, new ServerNode(node), election, Warehouse, Counters, NullLogger<GoneNodesLoader>.Instance, NullLogger<SegmentLoader>.Instance);
        return loader.RunOnceAsync(CancellationToken.None);
    }

    /// <summary>Closes the warehouse and opens it again, as an election does.</summary>
    public async Task TakeUpAgainAsync()
    {
        var service = _services.GetRequiredService<IElectedService>();
        await service.LayDownAsync();
        (await service.TakeUpAsync(CancellationToken.None)).Error.ShouldBeNull();
    }

    private async Task<IngestServer> StartAsync(string node, SegmentFolder segments, ISegmentStorage storage, IWarehouse warehouse)
    {
        var server = new IngestServer(node, segments, storage, warehouse, Time);
        (await server.RecoverAsync()).Error.ShouldBeNull();
        return server;
    }

    public async Task<IReadOnlyList<long>> LoadedAsync() =>
        [.. (await Warehouse.ReadAsync(session => session.QueryAsync("SELECT seq FROM telemetry ORDER BY seq", [], CancellationToken.None), CancellationToken.None)).Rows.Select(row => (long)row[0]!)];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Counters.Dispose();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class AllowAll : IAccessEvaluator
    {
        public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new AccessDecision(true, "test"));
    }
}

internal sealed class IngestServer : IAsyncDisposable
{
    private readonly IngestRecovery _recovery;

    public IngestServer(string node, SegmentFolder segments, ISegmentStorage storage, IWarehouse warehouse, TimeProvider time)
    {
        var options = Options.Create(new FleetOptions { SegmentBytes = 4096 });
        Log = new IngestLog(segments, storage, options, Counters, time, NullLogger<IngestLog>.Instance);
        var position = new IngestPosition(warehouse, node);
        Loader = new IngestLoader(segments, Log, position, new SegmentLoader(segments, position, warehouse, Counters, NullLogger<SegmentLoader>.Instance), options);
        _recovery = new IngestRecovery(segments, position, Log, NullLogger<IngestRecovery>.Instance);
    }

    public IngestCounters Counters { get; } = new();

    public IngestLog Log { get; }

    public IngestLoader Loader { get; }

    public Task<Twinyard.Platform.Results.Result<Twinyard.Platform.Results.Done>> RecoverAsync() => _recovery.RunAsync(CancellationToken.None);

    public async Task AppendAsync(long seq) => await await Log.AppendAsync(IngestKind.Telemetry, "dev", "main", Row(seq));

    public Task LoadAsync() => Loader.RunOnceAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        Counters.Dispose();
    }

    private static ReadOnlySequence<byte> Row(long seq) =>
        new(Encoding.UTF8.GetBytes($$"""{"seq":{{seq}},"at":1700000000000000,"entity":"a/1","step":{{seq}},"values":{"s1":0.5} }"""));
}
