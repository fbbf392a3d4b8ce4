using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Proposals;

internal sealed class ApprovalRow
{
    public long ProposalId { get; init; }

    public string Head { get; init; } = "";

    public string Approver { get; init; } = "";

    /// <summary>The approver's role at that time.</summary>
    public string Role { get; init; } = "";

    public long ApprovedAt { get; init; }

    public ApprovalSummary ToSummary(string presentHead) => new(Approver, Role, Head, Head == presentHead, UnixMicros.FromUnixMicros(ApprovedAt));
}
