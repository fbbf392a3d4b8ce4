using Twinyard.Platform.Data;
using Twinyard.Repositories.Checks;

namespace Twinyard.Repositories.Proposals;

/// <summary>Keeps the open proposal of a branch at the branch's tip.</summary>
internal sealed class ProposalHeads(ProposalStore proposals, CheckQueue checks, ProposalEvents events)
{
    /// <param name="tip">Null when the branch is gone, which closes its proposal.</param>
    public async Task FollowAsync(string repository, string branch, string? tip, string by, DbSession session, CancellationToken cancellationToken)
    {
        if (await proposals.FindOpenAsync(repository, branch, session, cancellationToken) is not { } proposal || proposal.Head == tip)
        {
            return;
        }

        if (tip is not null)
        {
            // Approvals name the head they approve; those of the old one stay on record and count no more.
            await proposals.SetHeadAsync(proposal.Id, tip, session, cancellationToken);
            await checks.StartAsync(proposal.Id, tip, session, cancellationToken);
            return;
        }

        if (await proposals.EndAsync(proposal.Id, proposal.Head, ProposalState.Closed, null, session, cancellationToken))
        {
            await checks.CancelAsync(proposal.Id, session, cancellationToken);
            await events.ProposalAsync("proposal.closed", proposal, by, session, cancellationToken);
        }
    }
}
