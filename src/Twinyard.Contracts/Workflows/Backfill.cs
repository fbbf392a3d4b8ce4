namespace Twinyard.Contracts.Workflows;

/// <summary>Asks for the gaps of a workflow's schedules to be filled.</summary>
/// <param name="From">The first tick may be due then.</param>
/// <param name="To">Ticks are due before then.</param>
/// <param name="Failed">Whether a tick whose run failed is a gap too.</param>
/// <param name="DryRun">Tell the gaps and start nothing.</param>
public sealed record BackfillRequest(DateTimeOffset From, DateTimeOffset To, bool Failed = false, bool DryRun = false);

/// <param name="Ticks">That the deployed schedules have in the window, up to where they have advanced.</param>
/// <param name="Gaps">Oldest first. Each gets one run, unless it was a dry run.</param>
public sealed record BackfillPlan(string Workflow, DateTimeOffset From, DateTimeOffset To, bool DryRun, long Ticks, IReadOnlyList<BackfillGap> Gaps);

/// <param name="Because"><c>no entry</c>, <c>missed</c>, <c>superseded</c> or <c>failed</c>.</param>
public sealed record BackfillGap(DateTimeOffset DueAt, string Schedule, string Timezone, string Because);

/// <summary>How far the filling of a window is.</summary>
/// <param name="Waiting">Have no run yet, or one that has not ended.</param>
/// <param name="Other">Cancelled, or skipped because the workflow was deleted.</param>
public sealed record BackfillProgress(long Waiting, long Ran, long Failed, long Other);
