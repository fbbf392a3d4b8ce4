namespace Twinyard.Contracts.Repositories;

/// <param name="Title">Empty for the subject of the branch's newest commit.</param>
public sealed record OpenProposalRequest(string Branch, string Title);
