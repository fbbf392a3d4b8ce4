using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Platform.Cluster;

/// <summary>
/// Nodes and their lease, on PostgreSQL alone. Every time in it comes from the database's own clock, so that the clocks of the nodes may
/// differ, and step, as they like.
/// </summary>
internal sealed class ClusterStore
{
    private const string Elected = "elected";
    private const string Now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)";

    /// <summary>Writes that the node is there.</summary>
    public Task SeenAsync(string name, string url, int mqttPort, int processId, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO cluster_nodes (name, url, mqtt_port, process_id, started_at, seen_at) VALUES (@Name, @Url, @MqttPort, @ProcessId, {Now}, {Now})
            ON CONFLICT (name) DO UPDATE SET
                started_at = CASE WHEN cluster_nodes.process_id = excluded.process_id THEN cluster_nodes.started_at ELSE excluded.started_at END,
                url = excluded.url, mqtt_port = excluded.mqtt_port, process_id = excluded.process_id, seen_at = excluded.seen_at
            """,
            new { Name = name, Url = url, MqttPort = (long)mqttPort, ProcessId = (long)processId },
            cancellationToken);

    /// <summary>Takes the lease where it is free, or prolongs the own one.</summary>
    /// <returns>False while another node holds it.</returns>
    public async Task<bool> TryHoldAsync(string name, TimeSpan lease, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            INSERT INTO cluster_leases (name, holder, until_at) VALUES ('{Elected}', @Name, {Now} + @Lease)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
            WHERE cluster_leases.holder = excluded.holder OR cluster_leases.until_at < {Now}
            """,
            new { Name = name, Lease = (long)lease.TotalMicroseconds },
            cancellationToken) == 1;

    /// <summary>Gives the lease back where it is the own one.</summary>
    public Task ReleaseAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"UPDATE cluster_leases SET until_at = 0 WHERE name = '{Elected}' AND holder = @Name", new { Name = name }, cancellationToken);

    public Task ForgetAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM cluster_nodes WHERE name = @Name", new { Name = name }, cancellationToken);

    /// <param name="lease">A node that was seen within it is alive.</param>
    public async Task<IReadOnlyList<ClusterNode>> ListAsync(TimeSpan lease, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<NodeRow>(
            $"""
            SELECT n.name AS Name, n.url AS Url, n.mqtt_port AS MqttPort, n.process_id AS ProcessId, n.started_at AS StartedAt, n.seen_at AS SeenAt,
                   CAST(n.seen_at + @Lease >= {Now} AS int) AS Alive, CAST(COALESCE(l.until_at >= {Now}, false) AS int) AS Elected
            FROM cluster_nodes n LEFT JOIN cluster_leases l ON l.name = '{Elected}' AND l.holder = n.name
            ORDER BY n.name
            """,
            new { Lease = (long)lease.TotalMicroseconds },
            cancellationToken);
        return [.. rows.Select(row => row.ToNode())];
    }

    private sealed class NodeRow
    {
        public required string Name { get; init; }

        public required string Url { get; init; }

        public long MqttPort { get; init; }

        public long ProcessId { get; init; }

        public long StartedAt { get; init; }

        public long SeenAt { get; init; }

        public int Alive { get; init; }

        public int Elected { get; init; }

        public ClusterNode ToNode() => new(Name, Url, (int)MqttPort, (int)ProcessId, UnixMicros.FromUnixMicros(StartedAt), UnixMicros.FromUnixMicros(SeenAt), Elected == 1)
        {
            IsAlive = Alive == 1,
        };
    }
}
