namespace Twinyard.Contracts.Buckets;

/// <summary>A version of an object.</summary>
/// <param name="Version">Later versions of a key are greater.</param>
/// <param name="Sha256">Of the content, lower-case hexadecimal; empty for a delete marker.</param>
public sealed record ObjectSummary(string Bucket, string Key, string Version, long Size, string Sha256, string ContentType, DateTimeOffset CreatedAt, bool IsDeleteMarker);
