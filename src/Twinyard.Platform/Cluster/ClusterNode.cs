namespace Twinyard.Platform.Cluster;

/// <summary>A server as the others know it.</summary>
/// <param name="Url">Base address without a trailing slash; empty until it listens.</param>
/// <param name="IsElected">Whether it holds the lease of the elected node.</param>
public sealed record ClusterNode(string Name, string Url, int MqttPort, int ProcessId, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool IsElected)
{
    /// <summary>Whether it was heard of within the lease.</summary>
    public required bool IsAlive { get; init; }
}
