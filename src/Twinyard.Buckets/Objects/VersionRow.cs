using Twinyard.Platform.Time;

namespace Twinyard.Buckets.Objects;

internal sealed class VersionRow
{
    public string Bucket { get; init; } = "";

    public string Key { get; init; } = "";

    public string Version { get; init; } = "";

    public long Size { get; init; }

    public string Sha256 { get; init; } = "";

    public string ContentType { get; init; } = "";

    public long CreatedAt { get; init; }

    public long IsDeleteMarker { get; init; }

    public string RunId { get; init; } = "";

    public ObjectVersion ToVersion() =>
        new(Bucket, Key, Version, Size, Sha256, ContentType, UnixMicros.FromUnixMicros(CreatedAt), IsDeleteMarker == 1);
}
