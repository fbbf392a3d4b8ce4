using System.Text.Json.Nodes;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Webhooks;

/// <summary>A webhook's deliveries are events of the bus, and its trigger is a pattern for them.</summary>
internal static class WebhookPattern
{
    public const string Source = "twinyard.webhooks";
    public const string DetailType = "webhook.received";

    public static JsonObject Of(string workflow, string webhook) => new()
    {
        ["source"] = new JsonArray(Source),
        ["detail-type"] = new JsonArray(DetailType),
        ["detail"] = new JsonObject { ["workflow"] = new JsonArray(workflow), ["webhook"] = new JsonArray(webhook) },
    };

    public static string TriggerId(string workflow, string webhook) =>
        $"{workflow}/{TriggerIdentity.Of(new TriggerSpecification(null, null, null, Of(workflow, webhook)))}";
}
