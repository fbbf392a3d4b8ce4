using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.GitLab;

/// <summary>The two calls of GitLab's REST API (v4) that are needed. Follows no redirection, so that the token goes nowhere else.</summary>
internal sealed class GitLabApi : IDisposable
{
    private const int LongestAnswer = 1024 * 1024;
    private const int AnswerTold = 300;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary><c>GET /projects/:id</c></summary>
    /// <returns>Invalid where the GitLab says no, failed where it does not answer.</returns>
    public async Task<Result<GitLabProject>> FindProjectAsync(string url, string project, string token, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, $"{url}/api/v4/projects/{Uri.EscapeDataString(project)}", token, null, cancellationToken);
        if (!answer.IsOk)
        {
            return answer.Error;
        }

        try
        {
            return JsonSerializer.Deserialize<GitLabProject>(answer.Value) is { HttpUrl.Length: > 0, DefaultBranch.Length: > 0 } found
                ? found
                : new InvalidError("gitlab-project", $"The project {project} has no repository yet.", "Push a first commit to it.");
        }
        catch (JsonException)
        {
            return new InvalidError("gitlab-answer", $"{url} does not answer as a GitLab does.", "Give the address under which its users find it, such as https://gitlab.example.com.");
        }
    }

    /// <summary><c>POST /projects/:id/statuses/:sha</c></summary>
    /// <param name="status">Of a check; told under the name <c>twinyard/&lt;check&gt;</c>.</param>
    /// <param name="targetUrl">Where a person finds out more.</param>
    /// <returns>Invalid where trying again would not help, failed where it may.</returns>
    public async Task<Result<Done>> SetStatusAsync(LinkRow link, string token, StatusRow status, string targetUrl, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string>
        {
            ["state"] = status.GitLabState,
            ["name"] = $"twinyard/{status.Name}",
            ["target_url"] = targetUrl,
            ["description"] = status.Description,
        };
        var answer = await SendAsync(
            HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"{link.Url}/api/v4/projects/{link.ProjectId}/statuses/{status.Head}"), token, body, cancellationToken);
        // The state that it has already cannot be set again: an earlier attempt got there, and its answer did not get here.
        return answer.IsOk || answer.Error.Message.Contains("Cannot transition status", StringComparison.Ordinal) ? Done.Value : answer.Error;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Result<string>> SendAsync(HttpMethod method, string url, string token, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("PRIVATE-TOKEN", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? text : Refusal(response.StatusCode, $"{method} {url} was answered with {(int)response.StatusCode}: {text[..Math.Min(AnswerTold, text.Length)]}");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new FailedError("gitlab-unreachable", $"{method} {url} got no answer: {e.Message}");
        }
    }

    private static Error Refusal(HttpStatusCode status, string message) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new InvalidError("gitlab-token", message, "Give an access token of the project with the scopes api and read_repository."),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new FailedError("gitlab-busy", message),
        _ => new InvalidError("gitlab-refused", message),
    };
}

/// <summary>What is needed of GitLab's answer about a project.</summary>
internal sealed record GitLabProject(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("path_with_namespace")] string Path,
    [property: JsonPropertyName("http_url_to_repo")] string HttpUrl,
    [property: JsonPropertyName("default_branch")] string DefaultBranch);
