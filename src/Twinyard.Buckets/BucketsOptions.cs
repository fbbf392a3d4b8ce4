namespace Twinyard.Buckets;

/// <summary>Section <c>Buckets</c> of the configuration.</summary>
public sealed class BucketsOptions
{
    public const string Section = "Buckets";

    /// <summary>Largest object, in bytes. A larger one is refused while it arrives and leaves nothing behind.</summary>
    /// <value>5 GiB.</value>
    public long MaximumObjectBytes { get; set; } = 5L * 1024 * 1024 * 1024;
}
