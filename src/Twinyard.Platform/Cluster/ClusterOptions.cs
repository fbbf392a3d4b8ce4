namespace Twinyard.Platform.Cluster;

/// <summary>Configuration section <c>Cluster</c>: how servers that share an environment get along. Without <c>Node</c> nothing of it counts.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>A node that was not heard of for this long is gone, and another is elected in its place.</summary>
    /// <value>15 seconds, at least 3; a node's heart beats three times as often.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);
}
