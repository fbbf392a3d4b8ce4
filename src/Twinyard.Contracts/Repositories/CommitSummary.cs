namespace Twinyard.Contracts.Repositories;

/// <param name="Author">As the commit says, which nobody has verified.</param>
public sealed record CommitSummary(string Id, string Author, DateTimeOffset At, string Subject);
