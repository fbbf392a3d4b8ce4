using System.Text.Json.Nodes;

namespace Twinyard.Events.Bus;

/// <summary>An event in EventBridge's envelope. <paramref name="Sequence"/> is its place on the bus.</summary>
/// <param name="Time">When it was published.</param>
public sealed record EventEnvelope(
    long Sequence, string Id, string Source, string DetailType, DateTimeOffset Time, IReadOnlyList<string> Resources, JsonObject Detail)
{
    /// <summary>What it repeats; null unless a replay has published it.</summary>
    public ReplayMark? Replay { get; init; }

    /// <summary>
    /// The whole envelope as JSON with EventBridge's member names; what patterns match against. A replayed event has the time of the one that it repeats, and
    /// <c>replay-name</c> and <c>original-id</c> beside.
    /// </summary>
    public JsonObject ToJson(string environment)
    {
        var json = new JsonObject
        {
            ["version"] = "0",
            ["id"] = Id,
            ["detail-type"] = DetailType,
            ["source"] = Source,
            ["account"] = environment,
            ["time"] = (Replay?.OriginalTime ?? Time).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["region"] = environment,
            ["resources"] = new JsonArray([.. Resources.Select(r => (JsonNode)r)]),
            ["detail"] = Detail.DeepClone(),
        };
        if (Replay is { } replay)
        {
            json["replay-name"] = replay.Name;
            json["original-id"] = replay.OriginalId;
        }

        return json;
    }
}
