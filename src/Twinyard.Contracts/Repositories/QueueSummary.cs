namespace Twinyard.Contracts.Repositories;

/// <summary>A proposal's place in the merge queue of its repository, or how its last stay there ended.</summary>
/// <param name="Position">1 for the next to be merged; null when it is not in the queue any more.</param>
/// <param name="Commit">The merge with what is before it, which is checked and then deployed; empty until it is made.</param>
/// <param name="State"><c>queued</c>, <c>merged</c> or <c>left</c>.</param>
/// <param name="Checks"><c>pending</c>, <c>running</c>, <c>passed</c> or <c>failed</c>, of that merge.</param>
/// <param name="Reason">Why it left; empty otherwise.</param>
public sealed record QueueSummary(
    long Proposal, string Title, int? Position, string Commit, string State, string Checks, string Reason, string QueuedBy, DateTimeOffset QueuedAt);
