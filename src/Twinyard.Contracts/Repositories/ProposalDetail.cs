namespace Twinyard.Contracts.Repositories;

/// <summary>A proposal with everything a reviewer decides on.</summary>
public sealed record ProposalDetail
{
    public required ProposalSummary Proposal { get; init; }

    /// <summary>Of the present head, in the order they run.</summary>
    public required IReadOnlyList<CheckSummary> Checks { get; init; }

    public required IReadOnlyList<ApprovalSummary> Approvals { get; init; }

    public required int ApprovalsNeeded { get; init; }

    /// <summary>How many of them in which role; empty where any role will do.</summary>
    public required IReadOnlyList<RoleApprovalsSummary> ApprovalRoles { get; init; }

    /// <summary>Null when it was never in the merge queue.</summary>
    public required QueueSummary? Queue { get; init; }

    /// <summary>Of the merge that the queue checks, where it is another commit than the head.</summary>
    public required IReadOnlyList<CheckSummary> QueueChecks { get; init; }

    /// <summary>Why a merge would be refused now; empty when it would be done.</summary>
    public required IReadOnlyList<string> Blockers { get; init; }

    /// <summary>What the merge would create, update and delete, or has done.</summary>
    public required IReadOnlyList<ResourceChange> Plan { get; init; }

    /// <summary>What is wrong with the declarations of the head, each with its place.</summary>
    public required IReadOnlyList<string> PlanProblems { get; init; }

    /// <summary>Newest first, at most 200.</summary>
    public required IReadOnlyList<CommitSummary> Commits { get; init; }

    public required ProposalDiff Diff { get; init; }
}
