using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Http;

/// <summary>
/// Answers a request of git's smart protocol by running <c>git http-backend</c> as a CGI program. Bodies stream both ways: a slow
/// client slows git, and git slows the client. When the client goes away, git's input ends and it cleans up.
/// </summary>
internal sealed partial class GitBackend(GitProgram git, TimeProvider time, ILogger<GitBackend> logger)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private const int CopyBytes = 64 * 1024;

    /// <param name="path">Below the repository, such as <c>git-upload-pack</c>.</param>
    public async Task RunAsync(
        HttpContext context, string repository, string path, string user, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        await using var process = git.Start(["http-backend"], Variables(context.Request, repository, path, user, variables));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = FeedAsync(context.Request.Body, process, ended.Token);
        try
        {
            if (await CgiResponse.ReadAsync(process.Output, cancellationToken) is not { } head)
            {
                var (exitCode, complaint) = await process.EndAsync(cancellationToken);
                LogNoAnswer(repository, exitCode, complaint);
                await GitText.WriteAsync(context.Response, StatusCodes.Status500InternalServerError, "git gave no answer; the server's log says why.", cancellationToken);
                return;
            }

            await AnswerAsync(head, process.Output, context.Response, cancellationToken);
            await feeding;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone. git removes what it has begun when its input ends.
            LogAborted(repository, path);
        }
        finally
        {
            await process.CloseAsync(Grace, time);
            await ended.CancelAsync();
            await feeding;
        }
    }

    private static async Task AnswerAsync(CgiResponse head, Stream body, HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = head.Status;
        foreach (var (name, value) in head.Headers)
        {
            response.Headers[name] = value;
        }

        await response.Body.WriteAsync(head.BodyStart, cancellationToken);
        var buffer = new byte[CopyBytes];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    private static async Task FeedAsync(Stream body, GitProcess process, CancellationToken cancellationToken)
    {
        try
        {
            if (!await CopyAsync(body, process.Input, cancellationToken))
            {
                // git has said no before it read everything. The client reads the answer only after it has sent all.
                await body.CopyToAsync(Stream.Null, CopyBytes, cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or sends more than the server takes.
        }
        finally
        {
            process.Input.Close();
        }
    }

    /// <returns>False when git does not read on.</returns>
    private static async Task<bool> CopyAsync(Stream body, Stream input, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBytes];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            try
            {
                await input.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                return false;
            }
        }

        input.Close();
        return true;
    }

    private Dictionary<string, string> Variables(
        HttpRequest request, string repository, string path, string user, IReadOnlyDictionary<string, string> more)
    {
        // No CONTENT_LENGTH: where the input ends before it, http-backend reads on without end, for ever when its server was killed.
        // Without it the input's end counts, and git itself finds out that something is missing.
        var variables = new Dictionary<string, string>(more, StringComparer.Ordinal)
        {
            ["GATEWAY_INTERFACE"] = "CGI/1.1",
            ["GIT_PROJECT_ROOT"] = git.Root,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["PATH_INFO"] = $"/{repository}.git/{path}",
            ["QUERY_STRING"] = request.QueryString.HasValue ? request.QueryString.Value![1..] /* it starts with '?' */ : "",
            ["REQUEST_METHOD"] = request.Method,
            ["SERVER_PROTOCOL"] = request.Protocol,
            ["CONTENT_TYPE"] = request.ContentType ?? "",
            ["REMOTE_USER"] = user,
            ["REMOTE_ADDR"] = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "",
            ["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding.ToString(),
            ["GIT_PROTOCOL"] = request.Headers["Git-Protocol"].ToString(),
        };
        return variables;
    }
}
