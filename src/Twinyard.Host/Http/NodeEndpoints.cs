using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Cluster;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;

namespace Twinyard.Host.Http;

/// <summary>The servers of the environment. They are few: one page holds them all.</summary>
internal static class NodeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/nodes").WithTags("Nodes").MapGet("", ListAsync).RequireAction("cluster:ListNodes", "cluster:node/*");

    internal static async Task<Ok<Page<NodeSummary>>> ListAsync(ServerNode self, IElection election, IServerAddress address, CancellationToken cancellationToken)
    {
        var nodes = self.IsAlone
            ? [new NodeSummary("", address.Url, address.MqttPort, Environment.ProcessId, "alive", true, null, null)]
            : (await election.ListAsync(cancellationToken)).Select(Summary).ToList();
        return TypedResults.Ok(new Page<NodeSummary>(nodes, null));
    }

    private static NodeSummary Summary(ClusterNode node) =>
        new(node.Name, node.Url, node.MqttPort, node.ProcessId, node.IsAlive ? "alive" : "gone", node.IsElected, node.StartedAt, node.SeenAt);
}
