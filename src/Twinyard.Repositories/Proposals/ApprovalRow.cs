using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Proposals;

internal sealed class ApprovalRow
{
    public long ProposalId { get; init; }

    public string Head { get; init; } = "";

    public string Approver { get; init; } = "";

    public long ApprovedAt { get; init; }

    public ApprovalSummary ToSummary(string presentHead) => new(Approver, Head, Head == presentHead, UnixMicros.FromUnixMicros(ApprovedAt));
}
