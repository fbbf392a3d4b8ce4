using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories;

/// <summary>
/// The only way into the default branch: a branch is proposed, its head is checked, somebody else approves exactly that head,
/// and the merge deploys it. A new head starts the checks again and makes approvals of the old one count no more.
/// </summary>
public interface IProposals
{
    /// <returns>The proposal; the open one of that branch when there is one already, with the new title if one is given.</returns>
    Task<Result<ProposalSummary>> OpenAsync(string repository, OpenProposalRequest request, Principal author, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="repository">Null for all.</param>
    /// <param name="state">Null for all; else <c>open</c>, <c>merged</c> or <c>closed</c>.</param>
    Task<Page<ProposalSummary>> ListAsync(string? repository, string? state, PageRequest page, CancellationToken cancellationToken);

    Task<Result<ProposalDetail>> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Approves the present head.</summary>
    /// <param name="head">The commit the reviewer has seen, refused when it is no longer the head; null for whatever it is.</param>
    /// <returns>Denied for the author and for whoever pushed one of the commits.</returns>
    Task<Result<ProposalSummary>> ApproveAsync(long id, string? head, Principal approver, CancellationToken cancellationToken);

    /// <summary>
    /// Deploys the head: all declared resources, the deployment's record and its events in one transaction, then the default
    /// branch is moved to it. Either everything happens or nothing; a crash before the branch moved is made good at the next start.
    /// </summary>
    /// <returns>A conflict that lists everything still missing; an invalid error for broken declarations.</returns>
    Task<Result<DeploymentSummary>> MergeAsync(long id, Principal principal, CancellationToken cancellationToken);

    Task<Result<ProposalSummary>> CloseAsync(long id, Principal principal, CancellationToken cancellationToken);
}
