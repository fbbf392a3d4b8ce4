using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Signals.Logs;

internal static class LogEndpoints
{
    private static readonly byte[] LineBreak = "\n"u8.ToArray();

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/logs").WithTags("Signals");
        group.MapGet("", List).RequireAction("signals:ListLogs", "signals:log/*");
        group.MapGet("/{**stream}", ReadAsync).RequireAction("signals:GetLogs", "signals:log/{stream}");
    }

    internal static Ok<Page<LogStreamSummary>> List(string? prefix, string? after, int? limit, LogCatalog catalog) =>
        TypedResults.Ok(catalog.List(prefix, new PageRequest(after, limit)));

    internal static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ReadAsync(
        string stream, long? from, bool? follow, ILogStreams logs, LogCatalog catalog, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!LogStreamName.IsValid(stream))
        {
            return new InvalidError("log-name", $"'{stream}' is not the name of a log stream.", "Streams are named kind/name, such as run/<id>.").ToProblem();
        }

        if (follow != true && !catalog.Exists(stream))
        {
            return new NotFoundError("log-not-found", $"There is no log stream '{stream}'.", "`twinyard logs` lists those there are; whoever follows a stream waits until it begins.").ToProblem();
        }

        response.ContentType = "application/x-ndjson";
        // The headers go out at once, also while a follower still waits for the first line.
        await response.StartAsync(cancellationToken);
        await foreach (var line in logs.ReadAsync(stream, from ?? 0, follow == true, cancellationToken))
        {
            await JsonSerializer.SerializeAsync(response.Body, new LogEntry(line.At, line.Source, line.Text), JsonSerializerOptions.Web, cancellationToken);
            await response.Body.WriteAsync(LineBreak, cancellationToken);
            if (follow == true)
            {
                await response.Body.FlushAsync(cancellationToken);
            }
        }

        return TypedResults.Empty;
    }
}
