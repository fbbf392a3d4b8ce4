namespace Twinyard.Repositories.Proposals;

/// <summary>How many approvals a head needs, and how many of them in which role. Somebody who approves counts once, in the role in which it was done.</summary>
internal sealed record ApprovalRules(int Total, IReadOnlyList<RoleApprovals> Roles)
{
    /// <summary>Nobody has to approve: what is deployed has been approved before, or elsewhere.</summary>
    public static ApprovalRules None { get; } = new(0, []);

    /// <param name="approvals">Those of the head.</param>
    /// <returns>What is missing, a sentence each; empty when it is enough.</returns>
    public IReadOnlyList<string> Missing(IReadOnlyList<ApprovalRow> approvals, string head)
    {
        var missing = new List<string>();
        foreach (var rule in Roles)
        {
            if (rule.Count - rule.GivenBy(approvals) is > 0 and var count)
            {
                missing.Add($"{Number(count)} missing for {head} from somebody in the role {rule.Role}, as checks.yaml of what is deployed asks.");
            }
        }

        if (missing.Count == 0 && Total - approvals.Count is > 0 and var any)
        {
            missing.Add($"{Number(any)} missing for {head}, from somebody who neither opened it nor pushed its commits.");
        }

        return missing;
    }

    private static string Number(int count) => $"{count} approval{(count == 1 ? " is" : "s are")}";
}

internal sealed record RoleApprovals(string Role, int Count)
{
    public int GivenBy(IReadOnlyList<ApprovalRow> approvals) => approvals.Count(approval => approval.Role == Role);
}
