using Twinyard.Platform.Data;

namespace Twinyard.Repositories.Proposals;

internal sealed class ApprovalStore
{
    /// <summary>Does nothing when the same approver has approved that head already.</summary>
    /// <returns>Whether it is new.</returns>
    public async Task<bool> InsertAsync(ApprovalRow row, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO repositories_approvals (proposal_id, head, approver, role, approved_at) VALUES (@ProposalId, @Head, @Approver, @Role, @ApprovedAt)
            ON CONFLICT (proposal_id, head, approver) DO NOTHING
            """,
            row,
            cancellationToken) == 1;

    /// <summary>Oldest first, those of earlier heads too.</summary>
    public Task<IReadOnlyList<ApprovalRow>> ListAsync(long proposalId, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ApprovalRow>(
            """
            SELECT proposal_id AS ProposalId, head AS Head, approver AS Approver, role AS Role, approved_at AS ApprovedAt
            FROM repositories_approvals WHERE proposal_id = @ProposalId ORDER BY approved_at, approver
            """,
            new { ProposalId = proposalId },
            cancellationToken);
}
