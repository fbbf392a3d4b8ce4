namespace Twinyard.Contracts.Repositories;

/// <param name="Counts">False when the head has changed since.</param>
public sealed record ApprovalSummary(string By, string Head, bool Counts, DateTimeOffset At);
