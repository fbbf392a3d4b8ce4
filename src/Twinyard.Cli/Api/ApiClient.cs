using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Twinyard.Cli.Api;

/// <summary>
/// The server's HTTP API as commands use it: paths relative to <c>/api/v1/</c>, JSON in and out. Every refusal becomes a
/// <see cref="CliError"/> with the server's message, remedy and the matching exit code.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly ICredentialSource? _credential;

    public ApiClient(string url, string token)
        : this(url, new GivenToken(token))
    {
    }

    /// <param name="credential">Null for requests without one.</param>
    /// <param name="authorities">PEM file of whose certificates are trusted; null for that of the environment, or the machine's.</param>
    public ApiClient(string url, ICredentialSource? credential, string? authorities = null)
    {
        Url = url.TrimEnd('/');
        _credential = credential;
        Authorities = authorities ?? ServerTrust.File;
        _http = new HttpClient(ServerTrust.Handler(Authorities)) { BaseAddress = new Uri(Url + "/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Base address without a trailing slash.</summary>
    public string Url { get; }

    /// <summary>PEM file of the authorities that are trusted; null for the machine's.</summary>
    public string? Authorities { get; }

    /// <summary>For programs that make their requests themselves, such as git.</summary>
    public async ValueTask<string> TokenAsync(CancellationToken cancellationToken) => _credential is null ? "" : await _credential.TokenAsync(cancellationToken);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    public async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(WithJson(HttpMethod.Post, path, body), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    public async Task<T> PutAsync<T>(string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(WithJson(HttpMethod.Put, path, body), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    public async Task PostAsync(string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(WithJson(HttpMethod.Post, path, body), cancellationToken);
    }

    public async Task<T> DeleteAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    public async Task PutAsync(string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(WithJson(HttpMethod.Put, path, body), cancellationToken);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);
    }

    /// <summary>Sends and checks the status; the caller reads and disposes. For uploads, downloads and streams.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_credential is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _credential.TokenAsync(cancellationToken));
        }

        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw ServerTrust.IsMissing(e)
                ? new CliError(ExitCodes.Unreachable, $"The server at {Url} shows a certificate that is not trusted here: {e.InnerException!.Message}", ServerTrust.Remedy)
                : new CliError(ExitCodes.Unreachable, $"The server at {Url} does not answer: {e.Message}", "Is it running? Start it with `twinyard up`.");
        }

        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            _credential?.Refused();
        }

        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw await RefusalAsync(response, cancellationToken);
            }
        }

        return response;
    }

    /// <summary>Reads an NDJSON stream item by item until the server ends it.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web) is { } item)
            {
                yield return item;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage WithJson(HttpMethod method, string path, object? body) =>
        new(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web) };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken)
        ?? throw new CliError(ExitCodes.Failed, $"The server answered {(int)response.StatusCode} with nothing where {typeof(T).Name} was expected.");

    private static async Task<CliError> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var exitCode = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCodes.Denied,
            HttpStatusCode.NotFound => ExitCodes.NotFound,
            HttpStatusCode.BadRequest => ExitCodes.Invalid,
            _ => ExitCodes.Failed,
        };
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && await response.Content.ReadFromJsonAsync<ApiProblem>(JsonSerializerOptions.Web, cancellationToken) is { } problem)
        {
            return new CliError(exitCode, problem.Detail ?? problem.Title ?? $"The server answered {(int)response.StatusCode}.", problem.Remedy ?? "");
        }

        return new CliError(exitCode, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} was answered with {(int)response.StatusCode} {response.ReasonPhrase}.");
    }
}
