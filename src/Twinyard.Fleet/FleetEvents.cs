using System.Text.Json.Nodes;
using Twinyard.Events.Bus;

namespace Twinyard.Fleet;

/// <summary>What the fleet tells the environment; the detail's members are documented in <c>docs/reference/fleet.md</c>.</summary>
internal static class FleetEvents
{
    public const string Source = "twinyard.fleet";

    public static NewEvent Device(string detailType, string device) => new(Source, detailType, new JsonObject { ["device"] = device });

    public static NewEvent Rollout(string detailType, string rollout, string model, string version, long stage, long percent, string reason) => new(
        Source,
        detailType,
        new JsonObject
        {
            ["rollout"] = rollout,
            ["model"] = model,
            ["version"] = version,
            ["stage"] = stage,
            ["percent"] = percent,
            ["reason"] = reason,
        });
}
