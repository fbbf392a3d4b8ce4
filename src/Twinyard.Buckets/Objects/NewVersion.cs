namespace Twinyard.Buckets.Objects;

/// <summary>A version to be put on top of a key.</summary>
internal sealed record NewVersion
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public string ContentType { get; init; } = "";

    public long Size { get; init; }

    public string Sha256 { get; init; } = "";

    public bool IsDeleteMarker { get; init; }

    /// <summary>The run whose output this is; empty for what came over HTTP or from another room.</summary>
    public string RunId { get; init; } = "";
}
