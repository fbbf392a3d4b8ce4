using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Twins.Layers;

/// <summary>Publishes, finds and deletes layers. The rows say what there is; content without a row is nothing.</summary>
internal sealed class PublishedLayers(
    Database database, LayerStore store, LayerContents contents, IEnumerable<ILayerUse> users, HomeDirectory home, IOptions<TwinsOptions> options, IIdGenerator ids, TimeProvider time) : ILayers, IReferredKind
{
    private const string Turn = "twins-layers";
    private const int LongestDescription = 1000;

    public string Kind => LayerList.Kind;

    /// <summary>Makes the next version, or gives the newest where it has the same content.</summary>
    /// <param name="content">A ZIP file.</param>
    public async Task<Result<(LayerVersion Version, bool IsNew)>> PublishAsync(string name, string description, string publisher, Stream content, CancellationToken cancellationToken)
    {
        if (!LayerReference.IsName(name))
        {
            return new InvalidError("layer-name-invalid", $"'{name}' cannot name a layer.", "Use small letters, digits, '-', '_' and '.', at most 100 of them, the first a letter or a digit.");
        }

        if (description.Length > LongestDescription)
        {
            return new InvalidError("layer-description-invalid", $"The description has more than {LongestDescription} characters.", "Shorten it.");
        }

        var bounds = new LayerBounds(options.Value.MaximumLayerBytes);
        var received = await contents.ReceiveAsync(content, bounds, cancellationToken);
        if (!received.IsOk)
        {
            return received.Error;
        }

        try
        {
            var listing = await ReadAsync(received.Value, bounds, cancellationToken);
            return listing.IsOk ? await database.AloneAsync(Turn, () => KeepAsync(name, description, publisher, received.Value, listing.Value, cancellationToken), cancellationToken) : listing.Error;
        }
        finally
        {
            File.Delete(received.Value);
        }
    }

    public async Task<Result<LayerVersion>> FindAsync(LayerReference reference, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindAsync(reference, session, cancellationToken), cancellationToken);

    public async Task<Page<LayerVersion>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => store.ListAsync(page, session, cancellationToken), cancellationToken)).Map(row => row.ToVersion());

    public async Task<Result<Page<LayerVersion>>> VersionsAsync(string name, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.VersionsAsync(name, page, session, cancellationToken), cancellationToken);
        return rows.Items.Count > 0 || page.After is not null ? rows.Map(row => row.ToVersion()) : Unknown(name);
    }

    public Task<LayerListing> ListingAsync(LayerVersion version, CancellationToken cancellationToken) => contents.ListingAsync(version.Hash, cancellationToken);

    /// <summary>The archive that was published.</summary>
    public Stream Open(LayerVersion version) => contents.Open(version.Hash);

    /// <summary>A version that a deployed declaration names stays.</summary>
    public Task<Result<Done>> DeleteAsync(LayerReference reference, CancellationToken cancellationToken) => database.AloneAsync(
        Turn,
        async () =>
        {
            string? unused = null;
            var deleted = await database.TryWriteAsync(
                async session =>
                {
                    var found = await FindAsync(reference, session, cancellationToken);
                    if (!found.IsOk)
                    {
                        return found.Error;
                    }

                    var named = new List<string>();
                    foreach (var use in users)
                    {
                        named.AddRange(await use.UsersAsync(reference, session, cancellationToken));
                    }

                    if (named.Count > 0)
                    {
                        return new ConflictError("layer-in-use", $"The layer {reference} is named by {string.Join(", ", named)}.", "Merge a change that names another version, then delete this one.");
                    }

                    await store.DeleteAsync(reference, time.NowMicros(), session, cancellationToken);
                    unused = await store.HasContentAsync(found.Value.Hash, session, cancellationToken) ? null : found.Value.Hash;
                    return Result<Done>.Ok(Done.Value);
                },
                cancellationToken);
            if (deleted.IsOk && unused is not null)
            {
                contents.Remove(unused);
            }

            return deleted;
        },
        cancellationToken);

    public async Task<string?> ProblemAsync(string name, DbSession session, CancellationToken cancellationToken)
    {
        var reference = LayerReference.Parse(name);
        return (reference.IsOk ? (await FindAsync(reference.Value, session, cancellationToken)).Error : reference.Error)?.ToString();
    }

    private async Task<Result<LayerListing>> ReadAsync(string archive, LayerBounds bounds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Cache, "layers", $"check-{ids.NewId():N}")).FullName;
        try
        {
            await using var content = File.OpenRead(archive);
            return await LayerArchive.UnpackAsync(content, folder, bounds, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Result<(LayerVersion Version, bool IsNew)>> KeepAsync(
        string name, string description, string publisher, string received, LayerListing listing, CancellationToken cancellationToken)
    {
        var newest = await database.ReadAsync(session => store.NewestAsync(name, session, cancellationToken), cancellationToken);
        if (newest?.Sha256 == listing.Hash)
        {
            return (newest.ToVersion(), false);
        }

        contents.Keep(received, listing);
        var row = await database.WriteAsync(
            async session =>
            {
                var last = await store.LastAsync(name, session, cancellationToken);
                var next = new LayerVersionRow
                {
                    Name = name,
                    Version = (last?.Version ?? 0) + 1,
                    Sha256 = listing.Hash,
                    Size = listing.Size,
                    Files = listing.Files.Count,
                    Description = description,
                    Publisher = publisher,
                    PublishedAt = time.NowMicros(),
                };
                await store.InsertAsync(next, session, cancellationToken);
                return next;
            },
            cancellationToken);
        return (row.ToVersion(), true);
    }

    private async Task<Result<LayerVersion>> FindAsync(LayerReference reference, DbSession session, CancellationToken cancellationToken)
    {
        var row = await store.FindAsync(reference, session, cancellationToken);
        if (row is { DeletedAt: null })
        {
            return row.ToVersion();
        }

        var newest = await store.NewestAsync(reference.Name, session, cancellationToken);
        var remedy = newest is null ? "Publish it: `twinyard layer publish NAME DIR`." : $"The newest is {newest.ToVersion().Reference}.";
        return row is null
            ? newest is null ? Unknown(reference.Name) : new NotFoundError("layer-not-found", $"The layer {reference.Name} has no version {reference.Version}.", remedy)
            : new NotFoundError("layer-deleted", $"The layer {reference} was deleted.", remedy);
    }

    private static NotFoundError Unknown(string name) => new("layer-not-found", $"There is no layer '{name}'.", "Publish it: `twinyard layer publish NAME DIR`.");
}
