using Microsoft.Extensions.Options;
using Twinyard.Buckets.Storage;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Objects;

internal sealed class VersionedBuckets(Database database, ObjectStore store, BlobFolder blobs, ObjectEvents events, IOptions<BucketsOptions> options) : IBuckets
{
    private const string DefaultContentType = "application/octet-stream";

    public async Task<Result<ObjectVersion>> PutAsync(string bucket, string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        if (ObjectNames.Check(bucket, key) is { } error)
        {
            return error;
        }

        var blob = await blobs.StoreAsync(content, options.Value.MaximumObjectBytes, cancellationToken);
        if (!blob.IsOk)
        {
            return blob.Error;
        }

        var version = new NewVersion
        {
            Bucket = bucket,
            Key = key,
            ContentType = contentType.Length == 0 ? DefaultContentType : contentType,
            Size = blob.Value.Size,
            Sha256 = blob.Value.Sha256,
        };
        var row = await database.WriteAsync(
            async session =>
            {
                var added = await store.AddAsync(version, session, cancellationToken);
                await events.CreatedAsync(added, session, cancellationToken);
                return added;
            },
            cancellationToken);
        return row.ToVersion();
    }

    public async Task<Result<ObjectContent>> OpenAsync(string bucket, string key, string? version, CancellationToken cancellationToken)
    {
        var found = await HeadAsync(bucket, key, version, cancellationToken);
        return found.Map(it => new ObjectContent(it, blobs.Open(it.Sha256)));
    }

    public async Task<Result<ObjectVersion>> HeadAsync(string bucket, string key, string? version, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(
            session => version is null
                ? store.FindLatestAsync(bucket, key, session, cancellationToken)
                : store.FindAsync(bucket, key, version, session, cancellationToken),
            cancellationToken);
        return row switch
        {
            null => NotFound(bucket, key, version),
            { IsDeleteMarker: 1 } => new NotFoundError(
                "object-deleted",
                $"{bucket}/{key} was deleted (delete marker {row.Version}).",
                "Older versions are still there: list them with `twinyard object versions` and ask for one by its version."),
            _ => row.ToVersion(),
        };
    }

    public async Task<Page<ObjectVersion>> ListAsync(string bucket, string prefix, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.ListAsync(bucket, prefix, page, session, cancellationToken), cancellationToken);
        return rows.Map(row => row.ToVersion());
    }

    public async Task<Page<ObjectVersion>> ListVersionsAsync(string bucket, string key, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.ListVersionsAsync(bucket, key, page, session, cancellationToken), cancellationToken);
        return rows.Map(row => row.ToVersion());
    }

    public Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => store.ListBucketsAsync(session, cancellationToken), cancellationToken);

    public Task<Result<ObjectVersion>> DeleteAsync(string bucket, string key, CancellationToken cancellationToken) =>
        database.TryWriteAsync<ObjectVersion>(
            async session =>
            {
                if (await store.FindLatestAsync(bucket, key, session, cancellationToken) is not { IsDeleteMarker: 0 })
                {
                    return NotFound(bucket, key, null);
                }

                var marker = await store.AddAsync(new NewVersion { Bucket = bucket, Key = key, IsDeleteMarker = true }, session, cancellationToken);
                await events.DeletedAsync(marker, session, cancellationToken);
                return marker.ToVersion();
            },
            cancellationToken);

    private static NotFoundError NotFound(string bucket, string key, string? version) => new(
        "object-not-found",
        version is null ? $"There is no object {bucket}/{key}." : $"There is no version {version} of {bucket}/{key}.",
        "List what is there with `twinyard object list`.");
}
