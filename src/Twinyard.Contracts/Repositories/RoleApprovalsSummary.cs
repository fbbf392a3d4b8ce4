namespace Twinyard.Contracts.Repositories;

/// <summary>Approvals that a merge needs in a role.</summary>
/// <param name="Given">How many the present head has.</param>
public sealed record RoleApprovalsSummary(string Role, int Needed, int Given);
