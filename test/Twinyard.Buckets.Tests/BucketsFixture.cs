using System.Text;
using Microsoft.Extensions.Options;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Buckets.Objects;
using Twinyard.Buckets.Runs;
using Twinyard.Buckets.Storage;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;

namespace Twinyard.Buckets.Tests;

/// <summary>Buckets on a real disk and a real database, with a bus that only remembers and an evaluator that says what it is told.</summary>
internal sealed class BucketsFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-buckets-");

    private BucketsFixture(TestDatabase database, long maximumBytes)
    {
        Test = database;
        var ids = new TimeOrderedIdGenerator(TimeProvider.System);
        var options = Options.Create(new BucketsOptions { MaximumObjectBytes = maximumBytes });
        var store = new ObjectStore(ids, TimeProvider.System);
        var events = new ObjectEvents(Bus, new Address());
        Blobs = new BlobFolder(_folder.FullName, ids);
        Buckets = new VersionedBuckets(database.Database, store, Blobs, events, options);
        Output = new ObjectOutput(database.Database, store, new StagedObjectStore(), Blobs, events, Access, options);
    }

    public TestDatabase Test { get; }

    public RememberingBus Bus { get; } = new();

    public ToldAccess Access { get; } = new();

    public BlobFolder Blobs { get; }

    public IBuckets Buckets { get; }

    public ObjectOutput Output { get; }

    public string Folder => _folder.FullName;

    public int BlobCount => Directory.GetFiles(Path.Combine(Folder, "blobs"), "*", SearchOption.AllDirectories).Length;

    public static async Task<BucketsFixture> CreateAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, long maximumBytes = 1_000_000) =>
        new(await TestDatabase.CreateAsync(engine, TestDatabase.Room<IBuckets>()), maximumBytes);

    public async Task<ObjectVersion> PutAsync(string key, string text)
    {
        var result = await Buckets.PutAsync("data", key, new MemoryStream(Encoding.UTF8.GetBytes(text)), "text/plain", CancellationToken.None);
        result.IsOk.ShouldBeTrue(result.Error?.ToString());
        return result.Value;
    }

    public async Task<string> GetAsync(string key, string? version = null)
    {
        await using var content = (await Buckets.OpenAsync("data", key, version, CancellationToken.None)).Value;
        using var reader = new StreamReader(content.Stream);
        return await reader.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Test.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal sealed class RememberingBus : IEventBus
    {
        public List<NewEvent> Published { get; } = [];

        /// <summary>Publishing fails as the last part of the transaction, as it would when the database is gone by then.</summary>
        public bool Fails { get; set; }

        public Task<string> PublishAsync(NewEvent newEvent, CancellationToken cancellationToken) => throw new NotSupportedException("Buckets publish with their transaction.");

        public Task<string> PublishAsync(NewEvent newEvent, DbSession session, CancellationToken cancellationToken)
        {
            session.BeforeCommit(_ => Fails ? throw new InvalidOperationException("no bus") : Task.CompletedTask);
            session.OnCommitted(() => Published.Add(newEvent));
            return Task.FromResult("id");
        }
    }

    internal sealed class ToldAccess : IAccessEvaluator
    {
        public string DeniedResource { get; set; } = "";

        public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new AccessDecision(resource != DeniedResource, "as told"));
    }

    private sealed class Address : IServerAddress
    {
        public string Url => "http://127.0.0.1:1";

        public int MqttPort => 0;

        public string Environment => "test";
    }
}
