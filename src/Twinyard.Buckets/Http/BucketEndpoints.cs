using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Buckets;
using Twinyard.Platform.Paging;

namespace Twinyard.Buckets.Http;

public static class BucketEndpoints
{
    public static IEndpointRouteBuilder MapBucketsEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var buckets = endpoints.MapGroup("/api/v1/buckets").WithTags("Buckets");
        buckets.MapGet("", ListBucketsAsync).RequireAction("buckets:ListBuckets", "buckets:bucket/*");
        buckets.MapGet("/{bucket}/objects", ListObjectsAsync).RequireAction("buckets:ListObjects", "buckets:bucket/{bucket}");
        buckets.MapGet("/{bucket}/versions/{**key}", ListVersionsAsync).RequireAction("buckets:ListObjects", "buckets:bucket/{bucket}");
        buckets.MapObjectEndpoints();
        return endpoints;
    }

    internal static async Task<Ok<Page<BucketSummary>>> ListBucketsAsync(IBuckets buckets, CancellationToken cancellationToken)
    {
        var names = await buckets.ListBucketsAsync(cancellationToken);
        return TypedResults.Ok(new Page<BucketSummary>([.. names.Select(name => new BucketSummary(name))], null));
    }

    internal static async Task<Ok<Page<ObjectSummary>>> ListObjectsAsync(
        string bucket, string? prefix, string? after, int? limit, IBuckets buckets, CancellationToken cancellationToken)
    {
        var page = await buckets.ListAsync(bucket, prefix ?? "", new PageRequest(after, limit), cancellationToken);
        return TypedResults.Ok(page.Map(ToSummary));
    }

    internal static async Task<Ok<Page<ObjectSummary>>> ListVersionsAsync(
        string bucket, string key, string? after, int? limit, IBuckets buckets, CancellationToken cancellationToken)
    {
        var page = await buckets.ListVersionsAsync(bucket, key, new PageRequest(after, limit), cancellationToken);
        return TypedResults.Ok(page.Map(ToSummary));
    }

    internal static ObjectSummary ToSummary(ObjectVersion version) => new(
        version.Bucket, version.Key, version.Version, version.Size, version.Sha256, version.ContentType, version.CreatedAt, version.IsDeleteMarker);
}
