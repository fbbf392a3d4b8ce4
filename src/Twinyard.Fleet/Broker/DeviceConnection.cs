using System.Collections.Concurrent;
using Twinyard.Access;
using Twinyard.Access.Policies;

namespace Twinyard.Fleet.Broker;

/// <summary>One MQTT connection: who it is, what it may do (decided once a topic), and the acknowledgements it waits for.</summary>
internal sealed class DeviceConnection(Principal principal, bool canExplain)
{
    /// <summary>Key in MQTTnet's session items.</summary>
    public const string ItemKey = "twinyard.device";

    /// <summary>Decisions kept; a device that uses more topics is decided anew each time.</summary>
    private const int MaximumDecisions = 64;

    private readonly ConcurrentDictionary<(string Action, string Topic), TopicAccess> _decided = new();

    public Principal Principal { get; } = principal;

    public string Device => Principal.Name;

    /// <summary>MQTT 5: acknowledgements carry a reason. A 3.1.1 client is disconnected instead.</summary>
    public bool CanExplain { get; } = canExplain;

    /// <summary>One task a publish with QoS 1 or 2, in their order; its acknowledgement is sent when the task has completed.</summary>
    public ConcurrentQueue<Task> Durable { get; } = new();

    public async ValueTask<TopicAccess> DecideAsync(IAccessEvaluator access, DeclaredAction action, string topic, CancellationToken cancellationToken)
    {
        if (_decided.TryGetValue((action.Action, topic), out var known))
        {
            return known;
        }

        // The subtree is the protocol's own rule, so that no generous policy lets one device speak for another.
        var decision = DeviceTopic.IsWithin(Device, topic)
            ? await access.DecideAsync(Principal, action.Action, action.On(topic), cancellationToken)
            : new AccessDecision(false, $"a device reaches ty/v1/{Device}/ only");
        var result = new TopicAccess(decision, DeviceTopic.Parse(Device, topic));
        if (_decided.Count < MaximumDecisions)
        {
            _decided.TryAdd((action.Action, topic), result);
        }

        return result;
    }
}

internal sealed record TopicAccess(AccessDecision Decision, DeviceTopic Topic);
