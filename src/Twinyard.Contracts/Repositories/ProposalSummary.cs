namespace Twinyard.Contracts.Repositories;

/// <param name="State"><c>open</c>, <c>merged</c> or <c>closed</c>.</param>
/// <param name="Checks"><c>pending</c>, <c>running</c>, <c>passed</c> or <c>failed</c>, of the present head.</param>
/// <param name="Approvals">How many approvals count for the present head.</param>
public sealed record ProposalSummary(
    long Id,
    string Repository,
    string Title,
    string Branch,
    string Head,
    string Author,
    string State,
    string Checks,
    int Approvals,
    DateTimeOffset OpenedAt,
    DateTimeOffset? MergedAt);
