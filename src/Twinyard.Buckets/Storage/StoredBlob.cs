namespace Twinyard.Buckets.Storage;

/// <summary>Content that is on disk under its hash.</summary>
internal readonly record struct StoredBlob(string Sha256, long Size);
