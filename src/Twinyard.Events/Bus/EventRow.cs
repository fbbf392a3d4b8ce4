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

    public EventEnvelope ToEnvelope() => new(
        Sequence,
        Id,
        Source,
        DetailType,
        UnixMicros.FromUnixMicros(At),
        JsonSerializer.Deserialize<string[]>(Resources) ?? [],
        JsonNode.Parse(Detail)?.AsObject() ?? []);
}
