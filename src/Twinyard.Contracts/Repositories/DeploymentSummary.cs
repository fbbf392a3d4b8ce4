namespace Twinyard.Contracts.Repositories;

/// <summary>A merge and what it changed, applied in one transaction.</summary>
/// <param name="Previous">The commit deployed before; empty for the first.</param>
public sealed record DeploymentSummary(
    string Id,
    string Repository,
    string Commit,
    string Previous,
    long Proposal,
    string Title,
    string Author,
    IReadOnlyList<string> Approvers,
    string MergedBy,
    DateTimeOffset At,
    IReadOnlyList<ResourceChange> Changes);
