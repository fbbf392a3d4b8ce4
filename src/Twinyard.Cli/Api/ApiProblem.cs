using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twinyard.Cli.Api;

/// <summary>RFC 9457 problem details as the server sends them.</summary>
internal sealed record ApiProblem(string? Title, string? Detail, int? Status, string? Code, string? Remedy)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extensions { get; init; }
}
