namespace Twinyard.Buckets.Runs;

internal sealed class StagedRow
{
    public string Attempt { get; init; } = "";

    public string Bucket { get; init; } = "";

    public string Key { get; init; } = "";

    public long Size { get; init; }

    public string Sha256 { get; init; } = "";

    public string ContentType { get; init; } = "";
}
