using Twinyard.Platform.Results;

namespace Twinyard.Buckets;

/// <summary>Versioned objects. Every put is a new version; content is on disk (fsync) before it has a name.</summary>
public interface IBuckets
{
    /// <summary>Buckets are made on first use. Names: 3 to 63 of a–z, 0–9, <c>-</c>, <c>.</c>; keys: 1 to 1 024 UTF-8 bytes.</summary>
    /// <returns>The new version; an invalid name; <c>object-too-large</c>; <c>disk-full</c>, of which nothing is kept.</returns>
    Task<Result<ObjectVersion>> PutAsync(string bucket, string key, Stream content, string contentType, CancellationToken cancellationToken);

    /// <param name="version">Null for the newest that is not deleted.</param>
    Task<Result<ObjectContent>> OpenAsync(string bucket, string key, string? version, CancellationToken cancellationToken);

    Task<Result<ObjectVersion>> HeadAsync(string bucket, string key, string? version, CancellationToken cancellationToken);

    /// <summary>Newest versions with the prefix, by key.</summary>
    Task<Platform.Paging.Page<ObjectVersion>> ListAsync(string bucket, string prefix, Platform.Paging.PageRequest page, CancellationToken cancellationToken);

    /// <summary>Every version of a key, newest first, delete markers too.</summary>
    Task<Platform.Paging.Page<ObjectVersion>> ListVersionsAsync(string bucket, string key, Platform.Paging.PageRequest page, CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken);

    /// <summary>Puts a delete marker on top and returns it; older versions stay. Not found when there is nothing to delete.</summary>
    Task<Result<ObjectVersion>> DeleteAsync(string bucket, string key, CancellationToken cancellationToken);
}

/// <param name="Version">UUIDv7 in text; later versions are greater.</param>
/// <param name="Sha256">Of the content, lower-case hexadecimal; empty for a delete marker.</param>
public sealed record ObjectVersion(string Bucket, string Key, string Version, long Size, string Sha256, string ContentType, DateTimeOffset CreatedAt, bool IsDeleteMarker);

/// <summary>An open object; disposing closes the stream.</summary>
public sealed record ObjectContent(ObjectVersion Version, Stream Stream) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
