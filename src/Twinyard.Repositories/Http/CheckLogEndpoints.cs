using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Platform.Data;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Checks;

namespace Twinyard.Repositories.Http;

/// <summary>The output of a check, as lines of JSON.</summary>
internal static class CheckLogEndpoints
{
    private static readonly byte[] LineEnd = [(byte)'\n'];

    public static void MapCheckLogEndpoints(this RouteGroupBuilder proposals) =>
        proposals.MapGet("/{id:long}/checks/{checkId}/logs", ReadAsync).RequireAction("repositories:GetProposal", "repositories:proposal/{id}");

    internal static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ReadAsync(
        long id, string checkId, long? from, bool? follow, HttpContext context, Database database, CheckStore checks, ILogStreams logs, CancellationToken cancellationToken)
    {
        var check = await database.ReadAsync(session => checks.FindAsync(checkId, session, cancellationToken), cancellationToken);
        if (check is null || check.ProposalId != id)
        {
            return new NotFoundError("check-not-found", $"Proposal {id} has no check '{checkId}'.", "List them with `twinyard proposal checks`.").ToProblem();
        }

        // A check that has ended has a complete log; without the mark of its end, following it would wait for ever.
        var live = follow == true && check.State is CheckState.Pending or CheckState.Running;
        context.Response.ContentType = "application/x-ndjson";
        await foreach (var line in logs.ReadAsync(check.LogStream, Math.Max(0, from ?? 0), follow == true && live, cancellationToken))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, line, JsonSerializerOptions.Web, cancellationToken);
            await context.Response.Body.WriteAsync(LineEnd, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }

        return TypedResults.Empty;
    }
}
