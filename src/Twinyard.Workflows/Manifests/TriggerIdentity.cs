using Twinyard.Platform.Ids;

namespace Twinyard.Workflows.Manifests;

/// <summary>
/// What makes a trigger the same one across deploys, so that its position is kept: when it fires, and not what becomes of late ticks.
/// </summary>
internal static class TriggerIdentity
{
    public static string Of(TriggerSpecification trigger) =>
        ContentHash.Of(trigger.Schedule is { } schedule ? $"schedule {schedule} {trigger.Timezone}" : $"event {trigger.Event?.ToJsonString()}")[..16];
}
