using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Http;

/// <summary>One JSON object a line, each sent as soon as it is there.</summary>
internal sealed class LogLinesResult(IAsyncEnumerable<LogLine> lines) : IResult
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/x-ndjson";
        await response.StartAsync(httpContext.RequestAborted);
        try
        {
            await foreach (var line in lines.WithCancellation(httpContext.RequestAborted))
            {
                await JsonSerializer.SerializeAsync(response.Body, line, JsonSerializerOptions.Web, httpContext.RequestAborted);
                await response.Body.WriteAsync(NewLine, httpContext.RequestAborted);
                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Whoever followed has gone.
        }
    }
}
