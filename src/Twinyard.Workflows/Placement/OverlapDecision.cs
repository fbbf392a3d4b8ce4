using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Placement;

/// <summary>Whether an occurrence may queue a run beside the runs that have not ended, and what has to give way.</summary>
internal sealed record OverlapDecision(Verdict? Verdict, IReadOnlyList<ActiveRun> GiveWay)
{
    private static readonly OverlapDecision Queue = new(null, []);

    /// <param name="active">Oldest first.</param>
    /// <param name="maximumWaiting">Bound on waiting runs of the workflow.</param>
    public static OverlapDecision For(OverlapPolicy policy, IReadOnlyList<ActiveRun> active, int maximumWaiting)
    {
        if (active.Count == 0)
        {
            return Queue;
        }

        var waiting = active.Count(run => run.State == RunStates.Queued);
        return policy switch
        {
            OverlapPolicy.Skip => Skip($"run {active[0].Id} has not ended (overlap: skip)"),
            OverlapPolicy.QueueOne when waiting > 0 => Skip($"run {active.First(run => run.State == RunStates.Queued).Id} waits already (overlap: queue-one)"),
            OverlapPolicy.CancelOther => new OverlapDecision(null, [.. active.Where(run => run.State is RunStates.Queued or RunStates.Running)]),
            _ when waiting >= maximumWaiting => Skip($"{waiting} runs wait already, which is the most that may"),
            _ => Queue,
        };
    }

    private static OverlapDecision Skip(string reason) => new(new Verdict(Outcomes.Skipped, reason), []);
}
