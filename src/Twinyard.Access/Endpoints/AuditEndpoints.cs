using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Endpoints;

internal static class AuditEndpoints
{
    private const string Trail = "access:audit/*";

    private static readonly byte[] LineBreak = "\n"u8.ToArray();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ListAsync).RequireAction("access:ListAudit", Trail);
        api.MapGet("/audit/head", HeadAsync).RequireAction("access:GetAuditHead", Trail);
        api.MapGet("/audit/verdict", VerifyAsync).RequireAction("access:VerifyAudit", Trail);
        api.MapGet("/audit/export", ExportAsync).RequireAction("access:ExportAudit", Trail);
    }

    /// <param name="follow">The newest entries, oldest first, and then those that come, as NDJSON.</param>
    internal static async Task<Results<Ok<Page<AuditEntry>>, EmptyHttpResult, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditListing listing, IAuditReader audit, HttpResponse response, CancellationToken cancellationToken)
    {
        var page = new PageRequest(listing.After, listing.Limit);
        if (listing.Follow == true)
        {
            response.ContentType = "application/x-ndjson";
            await response.StartAsync(cancellationToken);
            await foreach (var entry in audit.FollowAsync(listing.Filter, page.Size, cancellationToken))
            {
                await JsonSerializer.SerializeAsync(response.Body, entry, JsonSerializerOptions.Web, cancellationToken);
                await response.Body.WriteAsync(LineBreak, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }

            return TypedResults.Empty;
        }

        var entries = await audit.ListAsync(listing.Filter, page, cancellationToken);
        return entries.IsOk ? TypedResults.Ok(entries.Value) : entries.Error.ToProblem();
    }

    internal static async Task<Ok<AuditHead>> HeadAsync(IAuditReader audit, CancellationToken cancellationToken) => TypedResults.Ok(await audit.HeadAsync(cancellationToken));

    internal static async Task<Ok<AuditVerdict>> VerifyAsync(string? head, IAuditReader audit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await audit.VerifyAsync(head, cancellationToken));

    /// <summary>Lines of <see cref="AuditChain.Line"/>, byte for byte what the hashes cover.</summary>
    internal static async Task<EmptyHttpResult> ExportAsync(IAuditReader audit, HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "application/x-ndjson";
        await foreach (var entry in audit.ExportAsync(cancellationToken))
        {
            await response.WriteAsync(AuditChain.Line(entry) + "\n", Encoding.UTF8, cancellationToken);
        }

        return TypedResults.Empty;
    }
}

/// <summary>What is asked of the list.</summary>
internal sealed record AuditListing(
    string? Principal, string? Action, string? Resource, string? Decision, DateTimeOffset? Since, DateTimeOffset? Until, string? After, int? Limit, bool? Follow)
{
    public AuditFilter Filter => new(Principal, Action, Resource, Decision, Since, Until);
}
