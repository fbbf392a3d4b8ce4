using Twinyard.Platform.Time;

namespace Twinyard.Twins.Layers;

internal sealed class LayerVersionRow
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    public required string Sha256 { get; init; }

    public required long Size { get; init; }

    public required long Files { get; init; }

    public required string Description { get; init; }

    public required string Publisher { get; init; }

    public required long PublishedAt { get; init; }

    public long? DeletedAt { get; init; }

    public LayerVersion ToVersion() => new(new LayerReference(Name, (int)Version), Sha256, Size, (int)Files, Description, Publisher, UnixMicros.FromUnixMicros(PublishedAt));
}
