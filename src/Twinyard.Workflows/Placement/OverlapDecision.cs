using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Placement;

/// <summary>Whether an occurrence may queue a run beside the runs that have not ended, and whether those have to give way.</summary>
/// <param name="Verdict">Why it may not; null when it may.</param>
internal sealed record OverlapDecision(Verdict? Verdict, bool OthersGiveWay)
{
    private static readonly OverlapDecision Queue = new(null, false);

    public static OverlapDecision For(WorkflowPlace place, int maximumWaiting) => place.Workflow.Specification.Run.Overlap switch
    {
        OverlapPolicy.Skip when place.Oldest is { } other => Skip($"run {other} has not ended (overlap: skip)"),
        OverlapPolicy.QueueOne when place.OldestWaiting is { } waiting => Skip($"run {waiting} waits already (overlap: queue-one)"),
        OverlapPolicy.CancelOther when place.Oldest is not null => new OverlapDecision(null, true),
        _ when place.Waiting >= maximumWaiting => Skip($"{place.Waiting} runs wait already, which is the most that may"),
        _ => Queue,
    };

    private static OverlapDecision Skip(string reason) => new(new Verdict(Outcomes.Skipped, reason), false);
}
