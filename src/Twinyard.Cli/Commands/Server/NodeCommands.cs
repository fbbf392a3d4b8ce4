using System.CommandLine;
using Twinyard.Contracts.Cluster;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Server;

/// <summary><c>twinyard node …</c></summary>
internal static class NodeCommands
{
    public static Command Build() => new("node", "Servers that share the environment")
    {
        List(),
    };

    private static Command List() => new Command("list", "The servers, and which of them is elected").Does(async (call, cancellationToken) =>
    {
        var page = await call.Api.GetAsync<Page<NodeSummary>>("nodes", cancellationToken);
        call.Out.Result(page, nodes => call.Out.Table(
            nodes.Items,
            "There are no servers.",
            ("NODE", node => node.Name.Length == 0 ? "(alone)" : node.Name),
            ("STATE", node => node.State),
            ("ELECTED", node => node.IsElected ? "yes" : ""),
            ("URL", node => node.Url),
            ("MQTT", node => node.MqttPort),
            ("PROCESS", node => node.ProcessId),
            ("STARTED", node => node.StartedAt),
            ("SEEN", node => node.SeenAt)));
    });
}
