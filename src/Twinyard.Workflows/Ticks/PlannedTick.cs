using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Ticks;

/// <summary>A line for the ledger: one tick, or the summary of many.</summary>
/// <param name="UntilAt">The last tick of a summary.</param>
/// <param name="Verdict">Null for a tick that is to run.</param>
internal sealed record PlannedTick(long DueAt, long? UntilAt, long Ticks, Verdict? Verdict);
