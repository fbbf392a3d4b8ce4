using Twinyard.Access.Policies;

namespace Twinyard.Fleet.Broker;

/// <summary>What the broker asks the policies about. A device reaches its own subtree only, whatever they allow.</summary>
internal static class BrokerActions
{
    public static readonly DeclaredAction Connect = new("fleet:Connect", "fleet:device/{device}", "MQTT: a device connects");
    public static readonly DeclaredAction Publish = new("fleet:Publish", "fleet:topic/{topic}", "MQTT: a device publishes on the topic");
    public static readonly DeclaredAction Subscribe = new("fleet:Subscribe", "fleet:topic/{topic}", "MQTT: a device subscribes to the topic");

    public static IReadOnlyList<DeclaredAction> All { get; } = [Connect, Publish, Subscribe];
}
