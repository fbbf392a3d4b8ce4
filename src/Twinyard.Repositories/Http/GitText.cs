using Microsoft.AspNetCore.Http;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.Http;

/// <summary>Errors for git clients: they show a plain-text body on the terminal and nothing else.</summary>
internal static class GitText
{
    public static Task WriteAsync(HttpResponse response, Error error, CancellationToken cancellationToken) =>
        WriteAsync(response, ProblemResults.StatusOf(error), error.ToString(), cancellationToken);

    public static async Task WriteAsync(HttpResponse response, int status, string text, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(text + "\n", cancellationToken);
    }
}
