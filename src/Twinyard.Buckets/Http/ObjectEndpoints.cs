using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Twinyard.Access.Http;
using Twinyard.Contracts.Buckets;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Http;

/// <summary>One object: put, get (with ranges), head, delete. Contents stream both ways.</summary>
internal static class ObjectEndpoints
{
    public const string VersionHeader = "x-twinyard-version";
    private const string Pattern = "/{bucket}/objects/{**key}";
    private const string Resource = "buckets:object/{bucket}/{key}";

    public static void MapObjectEndpoints(this RouteGroupBuilder buckets)
    {
        buckets.MapPut(Pattern, PutAsync).RequireAction("buckets:PutObject", Resource);
        buckets.MapMethods(Pattern, ["GET", "HEAD"], GetAsync).RequireAction("buckets:GetObject", Resource);
        buckets.MapDelete(Pattern, DeleteAsync).RequireAction("buckets:DeleteObject", Resource);
    }

    internal static async Task<Results<Ok<ObjectSummary>, ProblemHttpResult>> PutAsync(
        string bucket, string key, HttpContext context, IBuckets buckets, IOptions<BucketsOptions> options, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaximumObjectBytes;
        if (context.Request.ContentLength > limit)
        {
            return new LimitError("object-too-large", $"The object has {context.Request.ContentLength:N0} bytes; at most {limit:N0} are taken.").ToProblem();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The bucket counts the bytes itself and answers with its own error.
            size.MaxRequestBodySize = null;
        }

        var result = await buckets.PutAsync(bucket, key, context.Request.Body, context.Request.ContentType ?? "", cancellationToken);
        if (!result.IsOk)
        {
            return result.Error.ToProblem();
        }

        DescribeVersion(context.Response, result.Value);
        context.Response.Headers.ETag = $"\"{result.Value.Sha256}\"";
        return TypedResults.Ok(BucketEndpoints.ToSummary(result.Value));
    }

    internal static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> GetAsync(
        string bucket, string key, string? version, HttpContext context, IBuckets buckets, CancellationToken cancellationToken)
    {
        var name = $"{bucket}/{key}";
        var result = await buckets.OpenAsync(bucket, key, version ?? context.PinnedVersion(RunRead.Object, name), cancellationToken);
        if (!result.IsOk)
        {
            return result.Error.ToProblem();
        }

        var found = result.Value.Version;
        context.NoteRead(new RunRead(RunRead.Object, name, found.Version, found.Sha256));
        DescribeVersion(context.Response, found);
        // An object may be an HTML page of anybody; opened in a browser it must not act in the console's origin.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.Stream(
            result.Value.Stream, found.ContentType, lastModified: found.CreatedAt, entityTag: new EntityTagHeaderValue($"\"{found.Sha256}\""), enableRangeProcessing: true);
    }

    internal static async Task<Results<Ok<ObjectSummary>, ProblemHttpResult>> DeleteAsync(
        string bucket, string key, HttpContext context, IBuckets buckets, CancellationToken cancellationToken)
    {
        var result = await buckets.DeleteAsync(bucket, key, cancellationToken);
        if (!result.IsOk)
        {
            return result.Error.ToProblem();
        }

        DescribeVersion(context.Response, result.Value);
        return TypedResults.Ok(BucketEndpoints.ToSummary(result.Value));
    }

    private static void DescribeVersion(HttpResponse response, ObjectVersion version) => response.Headers[VersionHeader] = version.Version;
}
