using System.Text.Json.Nodes;

namespace Twinyard.Events.Bus;

/// <summary>An event in EventBridge's envelope. <paramref name="Sequence"/> is its place on the bus.</summary>
public sealed record EventEnvelope(
    long Sequence, string Id, string Source, string DetailType, DateTimeOffset Time, IReadOnlyList<string> Resources, JsonObject Detail)
{
    /// <summary>The whole envelope as JSON with EventBridge's member names; what patterns match against.</summary>
    public JsonObject ToJson(string environment) => new()
    {
        ["version"] = "0",
        ["id"] = Id,
        ["detail-type"] = DetailType,
        ["source"] = Source,
        ["account"] = environment,
        ["time"] = Time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["region"] = environment,
        ["resources"] = new JsonArray([.. Resources.Select(r => (JsonNode)r)]),
        ["detail"] = Detail.DeepClone(),
    };
}
