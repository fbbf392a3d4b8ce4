namespace Twinyard.Contracts.Cluster;

/// <summary>A server of an environment.</summary>
/// <param name="Name">Empty for a server that is alone.</param>
/// <param name="Url">Base address without a trailing slash; empty until it listens.</param>
/// <param name="State"><c>alive</c>, or <c>gone</c> when it was not heard of within its lease and did not leave in good order.</param>
/// <param name="IsElected">Whether it serves the warehouse and does what only one node does at a time.</param>
public sealed record NodeSummary(string Name, string Url, int MqttPort, int ProcessId, string State, bool IsElected, DateTimeOffset? StartedAt, DateTimeOffset? SeenAt);
