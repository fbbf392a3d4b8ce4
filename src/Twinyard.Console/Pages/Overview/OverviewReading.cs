using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Repositories;
using Twinyard.Contracts.Signals;
using Twinyard.Contracts.Workflows;

namespace Twinyard.WebConsole.Pages.Overview;

/// <summary>What the overview shows of each room. A part that the reader may not read is null, and is then left out.</summary>
public sealed record OverviewReading
{
    public IReadOnlyList<WorkflowSummary>? Workflows { get; init; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RunSummary>? Runs { get; init; }

    public IReadOnlyList<ProposalSummary>? OpenProposals { get; init; }

    public IReadOnlyList<AlarmSummary>? Alarms { get; init; }

    public IReadOnlyList<RolloutSummary>? Rollouts { get; init; }

    public FleetStatus? Fleet { get; init; }

    public IReadOnlyList<AlarmSummary> Raised => [.. (Alarms ?? []).Where(alarm => Parts.AlarmState.Of(alarm.State) == Parts.AlarmState.Alarm)];

    public int ActiveRuns => Workflows?.Sum(workflow => workflow.ActiveRuns) ?? 0;
}
