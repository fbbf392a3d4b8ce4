using System.Text.Json.Nodes;

namespace Twinyard.Sdk.Registry;

/// <summary>Reads the answer of <c>GET /api/v1/models/{name}</c>.</summary>
internal static class RegistryAnswer
{
    /// <returns>The version that the alias names; null when there is no such alias.</returns>
    public static int? VersionOf(JsonNode model, string alias) => model["aliases"] switch
    {
        JsonObject byName => (int?)byName[alias],
        JsonArray list => (int?)list.FirstOrDefault(entry => (string?)entry?["alias"] == alias || (string?)entry?["name"] == alias)?["version"],
        _ => null,
    };
}
