namespace Twinyard.Sdk.Buckets;

/// <summary>The newest version of an object.</summary>
/// <param name="Size">In bytes.</param>
public sealed record BucketObject(string Bucket, string Key, string Version, long Size);
