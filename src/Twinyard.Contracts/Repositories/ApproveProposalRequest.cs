namespace Twinyard.Contracts.Repositories;

/// <param name="Head">The commit that was looked at; when it is no longer the head, the approval is refused. Null for whatever it is.</param>
public sealed record ApproveProposalRequest(string? Head);
