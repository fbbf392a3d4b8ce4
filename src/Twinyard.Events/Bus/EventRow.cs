using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

internal sealed class EventRow
{
    /// <summary>0 until the event has its place on the bus, which it gets after its commit.</summary>
    public required long Sequence { get; init; }

    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string DetailType { get; init; }

    public required long At { get; init; }

    public required string Resources { get; init; }

    public required string Detail { get; init; }

    /// <summary>The replay that has published it; null for an event of its own.</summary>
    public string? ReplayName { get; init; }

    /// <summary>The id of the event that it repeats.</summary>
    public string? OriginalId { get; init; }

    /// <summary>When that was published.</summary>
    public long? OriginalAt { get; init; }

    /// <summary>The same once more, as a replay publishes it.</summary>
    public EventRow Replayed(string id, long now, string replay) => new()
    {
        Sequence = 0,
        Id = id,
        Source = Source,
        DetailType = DetailType,
        At = now,
        Resources = Resources,
        Detail = Detail,
        ReplayName = replay,
        OriginalId = Id,
        OriginalAt = At,
    };

    public EventEnvelope ToEnvelope() => new(
        Sequence,
        Id,
        Source,
        DetailType,
        UnixMicros.FromUnixMicros(At),
        JsonSerializer.Deserialize<string[]>(Resources) ?? [],
        JsonNode.Parse(Detail)?.AsObject() ?? [])
    {
        Replay = ReplayName is { } replay ? new ReplayMark(replay, OriginalId ?? "", UnixMicros.FromUnixMicros(OriginalAt ?? At)) : null,
    };
}
