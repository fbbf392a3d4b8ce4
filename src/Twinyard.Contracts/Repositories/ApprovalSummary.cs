namespace Twinyard.Contracts.Repositories;

/// <param name="Role">The role in which it was done; empty where that was not kept.</param>
/// <param name="Counts">False when the head has changed since.</param>
public sealed record ApprovalSummary(string By, string Role, string Head, bool Counts, DateTimeOffset At);
