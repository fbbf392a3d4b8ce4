using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Chaos.Requests;

/// <summary>Calls of one person, to whichever server is named.</summary>
internal sealed class Api(HttpClient http, string token)
{
    /// <returns>The status and the JSON of the answer.</returns>
    /// <exception cref="HttpRequestException">The server did not answer.</exception>
    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string url, string path, object? body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, $"{url}/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web);
        return await SendAsync(request, cancellationToken);
    }

    public HttpRequestMessage Message(string url, string json)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return message;
    }

    /// <summary>Sends and disposes of the request.</summary>
    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <exception cref="HttpRequestException">Anything but success.</exception>
    public async Task<JsonNode> AskAsync(HttpMethod method, string url, string path, object? body, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(method, url, path, body, cancellationToken);
        return status is >= 200 and < 300 ? answer ?? new JsonObject() : throw new HttpRequestException($"{method} {path} was answered with {status}: {answer?["detail"]}");
    }
}
