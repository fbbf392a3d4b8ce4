using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Http;

/// <summary>Layers: publish, list, show, download, delete.</summary>
internal static class LayerEndpoints
{
    private const string Resource = "twins:layer/{name}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var layers = routes.MapGroup("/api/v1/twins/layers");
        layers.MapGet("", ListAsync).RequireAction("twins:ListLayers", "twins:layer/*");
        layers.MapGet("/{name}", ListVersionsAsync).RequireAction("twins:GetLayer", Resource);
        layers.MapPost("/{name}", PublishAsync).RequireAction("twins:PublishLayer", Resource);
        layers.MapGet("/{name}/{version:int}", GetAsync).RequireAction("twins:GetLayer", Resource);
        layers.MapGet("/{name}/{version:int}/content", DownloadAsync).RequireAction("twins:GetLayer", Resource);
        layers.MapDelete("/{name}/{version:int}", DeleteAsync).RequireAction("twins:DeleteLayer", Resource);
    }

    internal static async Task<Ok<Page<LayerVersionSummary>>> ListAsync(string? after, int? limit, PublishedLayers layers, CancellationToken cancellationToken) =>
        TypedResults.Ok((await layers.ListAsync(new PageRequest(after, limit), cancellationToken)).Map(ToSummary));

    internal static async Task<Results<Ok<Page<LayerVersionSummary>>, ProblemHttpResult>> ListVersionsAsync(
        string name, string? after, int? limit, PublishedLayers layers, CancellationToken cancellationToken)
    {
        var page = await layers.VersionsAsync(name, new PageRequest(after, limit), cancellationToken);
        return page.IsOk ? TypedResults.Ok(page.Value.Map(ToSummary)) : page.Error.ToProblem();
    }

    internal static async Task<Results<Ok<LayerPublished>, ProblemHttpResult>> PublishAsync(
        string name, string? description, HttpContext context, PublishedLayers layers, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The layers count the bytes themselves and answer with their own error.
            size.MaxRequestBodySize = null;
        }

        var published = await layers.PublishAsync(name, description ?? "", context.Principal().Name, context.Request.Body, cancellationToken);
        return published.IsOk ? TypedResults.Ok(new LayerPublished(ToSummary(published.Value.Version), published.Value.IsNew)) : published.Error.ToProblem();
    }

    internal static async Task<Results<Ok<LayerDetail>, ProblemHttpResult>> GetAsync(string name, int version, PublishedLayers layers, CancellationToken cancellationToken)
    {
        var found = await layers.FindAsync(new LayerReference(name, version), cancellationToken);
        if (!found.IsOk)
        {
            return found.Error.ToProblem();
        }

        var listing = await layers.ListingAsync(found.Value, cancellationToken);
        return TypedResults.Ok(new LayerDetail(ToSummary(found.Value), [.. listing.Files.Select(file => new LayerFileSummary(file.Path, file.Size, file.IsExecutable, file.Sha256))]));
    }

    internal static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(string name, int version, PublishedLayers layers, CancellationToken cancellationToken)
    {
        var found = await layers.FindAsync(new LayerReference(name, version), cancellationToken);
        return found.IsOk ? TypedResults.Stream(layers.Open(found.Value), "application/zip", $"{name}-{version}.zip") : found.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, int version, PublishedLayers layers, CancellationToken cancellationToken)
    {
        var deleted = await layers.DeleteAsync(new LayerReference(name, version), cancellationToken);
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }

    private static LayerVersionSummary ToSummary(LayerVersion version) => new(
        version.Reference.Name, version.Reference.Version, version.Hash, version.Size, version.Files, version.Description, version.Publisher, version.PublishedAt);
}
