using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Sdk.Running;

namespace Twinyard.Sdk.Server;

/// <summary>
/// The environment's HTTP API as the run's role sees it. Calls block: a script does one thing after another, and its time is
/// bounded from outside.
/// </summary>
internal sealed class ServerClient(RunEnvironment environment) : IDisposable
{
    private HttpClient? _http;

    public JsonNode GetJson(string path) => ReadJson(Send(HttpMethod.Get, path, null));

    public JsonNode PostJson(string path, object body) =>
        ReadJson(Send(HttpMethod.Post, path, new StringContent(JsonSerializer.Serialize(body, SdkJson.Options), Encoding.UTF8, "application/json")));

    /// <summary>The caller disposes the response; its body streams.</summary>
    public HttpResponseMessage Get(string path) => Send(HttpMethod.Get, path, null);

    /// <summary>Every item of a paged list.</summary>
    public IEnumerable<JsonNode> GetPages(string path)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string? after = null;
        do
        {
            var page = GetJson(after is null ? path : $"{path}{separator}after={Uri.EscapeDataString(after)}");
            foreach (var item in page["items"]?.AsArray() ?? [])
            {
                yield return item ?? throw new TwinyardException($"The server answered {path} with an empty item.");
            }

            after = (string?)page["next"];
        }
        while (after is not null);
    }

    public void Dispose() => _http?.Dispose();

    private HttpResponseMessage Send(HttpMethod method, string path, HttpContent? content)
    {
        var http = _http ??= Connect();
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        HttpResponseMessage response;
        try
        {
            response = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException e)
        {
            throw new TwinyardException($"The server at {environment.Endpoint} did not answer {method} {path}: {e.Message}", e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw Refusal.Read(response, method, path);
        }
    }

    private HttpClient Connect()
    {
        if (string.IsNullOrEmpty(environment.Endpoint) || string.IsNullOrEmpty(environment.Token))
        {
            throw new TwinyardException(
                "This call needs the server, and the script runs outside a run: TWINYARD_ENDPOINT or TWINYARD_TOKEN is not set. Start it as a workflow, or set both.");
        }

        // Proxies of the machine are no business of a call to the own environment.
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(environment.Endpoint.TrimEnd('/') + "/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", environment.Token);
        return http;
    }

    private static JsonNode ReadJson(HttpResponseMessage response)
    {
        using (response)
        {
            using var body = response.Content.ReadAsStream();
            try
            {
                return JsonNode.Parse(body) ?? throw new TwinyardException($"The server answered {response.RequestMessage?.RequestUri} with nothing.");
            }
            catch (JsonException e)
            {
                throw new TwinyardException($"The answer of {response.RequestMessage?.RequestUri} is not JSON: is TWINYARD_ENDPOINT a Twinyard server? {e.Message}", e);
            }
        }
    }
}
