using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Sdk.Server;

/// <summary>Problem details (RFC 9457) of an answer as an exception that says the same.</summary>
internal static class Refusal
{
    public static TwinyardException Read(HttpResponseMessage response, HttpMethod method, string path)
    {
        var problem = Problem(response);
        var detail = (string?)problem?["detail"] ?? response.ReasonPhrase ?? "";
        var remedy = (string?)problem?["remedy"];
        return new TwinyardException($"{method} {path}: {(int)response.StatusCode}: {detail}{(remedy is null ? "" : " " + remedy)}")
        {
            Code = (string?)problem?["code"] ?? "",
        };
    }

    private static JsonObject? Problem(HttpResponseMessage response)
    {
        using var body = response.Content.ReadAsStream();
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            // Something else than the server's own API answered; its status is still worth telling.
            return null;
        }
    }
}
