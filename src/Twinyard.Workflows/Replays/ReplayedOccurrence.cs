using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Replays;

/// <summary>What a proposed trigger would have brought onto the ledger.</summary>
/// <param name="Verdict">Why it would not have run; null where it would have.</param>
internal sealed record ReplayedOccurrence(TriggerRow Trigger, NewOccurrence Occurrence, Verdict? Verdict);
