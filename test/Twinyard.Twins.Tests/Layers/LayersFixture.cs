using System.IO.Compression;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Twins.Layers;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Layers;

/// <summary>Layers on a real disk and a real database, and the twins that use them.</summary>
internal sealed class LayersFixture : IAsyncDisposable, ILayerUse
{
    private readonly TestDatabase _database;

    private LayersFixture(TestDatabase database)
    {
        _database = database;
        var ids = new TimeOrderedIdGenerator(TimeProvider.System);
        Layers = new PublishedLayers(database.Database, new LayerStore(), new LayerContents(Twins.Home, ids), [this], Twins.Home, Options.Create(Twins.TwinsOptions), ids, Twins.Clock);
        Twins.Layers.Inner = Layers;
    }

    public TwinFixture Twins { get; } = new();

    public PublishedLayers Layers { get; }

    /// <summary>Layers that something deployed names.</summary>
    public List<string> Named { get; } = [];

    public static async Task<LayersFixture> CreateAsync(DatabaseEngine engine = DatabaseEngine.Sqlite) => new(await TestDatabase.CreateAsync(engine, TestDatabase.Room<ILayers>()));

    public async Task<LayerVersion> PublishAsync(string name, params (string Path, string Content)[] files)
    {
        var published = await TryPublishAsync(name, Zip(files));
        published.IsOk.ShouldBeTrue(published.Error?.ToString());
        return published.Value.Version;
    }

    public Task<Result<(LayerVersion Version, bool IsNew)>> TryPublishAsync(string name, byte[] content) => Layers.PublishAsync(name, "for a test", "alice", new MemoryStream(content), CancellationToken.None);

    public Task<string?> ProblemAsync(string name) => _database.Database.ReadAsync(session => Layers.ProblemAsync(name, session, CancellationToken.None), CancellationToken.None);

    /// <summary>An executable file's path begins with an exclamation mark, which is no part of it.</summary>
    public static byte[] Zip(params (string Path, string Content)[] files)
    {
        const int RegularFile = 0x8000;
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                var entry = archive.CreateEntry(path.TrimStart('!'));
                entry.ExternalAttributes = (RegularFile | (path[0] == '!' ? 0x1ED : 0x1A4)) << 16;
                using var writer = new StreamWriter(entry.Open());
                writer.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public Task<IReadOnlyList<string>> UsersAsync(LayerReference reference, DbSession session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(Named.Contains(reference.ToString()) ? ["the workflow evaluate"] : []);

    public async ValueTask DisposeAsync()
    {
        Twins.Dispose();
        await _database.DisposeAsync();
    }
}
