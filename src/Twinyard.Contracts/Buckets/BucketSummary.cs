namespace Twinyard.Contracts.Buckets;

public sealed record BucketSummary(string Name);
