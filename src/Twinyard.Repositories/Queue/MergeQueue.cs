using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Queue;

internal sealed class MergeQueue(
    Database database,
    RepositoryStore repositories,
    RepositoryCatalog catalog,
    ProposalStore proposals,
    QueueStore queue,
    CheckStore checkStore,
    CheckQueue checks,
    CheckChanges changes,
    MergeReadiness readiness,
    GitLabLinks links,
    ProposalEvents events,
    TimeProvider time) : IMergeQueue
{
    public async Task<Result<QueueSummary>> EnqueueAsync(long proposalId, Principal principal, CancellationToken cancellationToken)
    {
        var proposal = await database.ReadAsync(session => proposals.FindAsync(proposalId, session, cancellationToken), cancellationToken);
        if (proposal is null)
        {
            return ProposalBook.NotFound(proposalId);
        }

        if (await links.RefuseAsync(proposal.Repository, "Merge it", cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        var row = await database.ReadAsync(session => repositories.FindAsync(proposal.Repository, session, cancellationToken), cancellationToken)
            ?? throw new InvalidOperationException($"Proposal {proposalId} is of the repository {proposal.Repository}, which is not there.");
        var blockers = await readiness.QueueBlockersAsync(proposal, row.Deployed, catalog.Open(row.Name), cancellationToken);
        if (blockers.Count > 0)
        {
            return new ConflictError("proposal-not-ready", $"Proposal {proposalId} cannot be queued. {string.Join(' ', blockers)}");
        }

        var by = PrincipalLabel.Of(principal);
        return await database.WriteAsync(
            async session =>
            {
                if (await queue.FindAsync(proposalId, session, cancellationToken) is not { State: QueueRow.Queued })
                {
                    var position = await queue.NextPositionAsync(session, cancellationToken);
                    await queue.PutAsync(
                        new QueueRow { ProposalId = proposalId, Repository = row.Name, Position = position, Head = proposal.Head, QueuedBy = by, QueuedAt = time.NowMicros() },
                        session,
                        cancellationToken);
                    await events.ProposalAsync("proposal.queued", proposal, by, session, cancellationToken);
                    session.OnCommitted(changes.MergeQueue.Raise);
                }

                return await DescribeAsync(proposal, session, cancellationToken) ?? throw new InvalidOperationException($"Proposal {proposalId} has vanished from the queue.");
            },
            cancellationToken);
    }

    public Task<Result<QueueSummary>> DequeueAsync(long proposalId, Principal principal, CancellationToken cancellationToken) =>
        database.TryWriteAsync<QueueSummary>(
            async session =>
            {
                if (await proposals.FindAsync(proposalId, session, cancellationToken) is not { } proposal)
                {
                    return ProposalBook.NotFound(proposalId);
                }

                var by = PrincipalLabel.Of(principal);
                return await LeaveAsync(proposal, $"{by} took it out.", by, session, cancellationToken)
                    ? await DescribeAsync(proposal, session, cancellationToken) ?? throw new InvalidOperationException($"Proposal {proposalId} has vanished from the queue.")
                    : new ConflictError("proposal-not-queued", $"Proposal {proposalId} is not in the merge queue.", "See who is with `twinyard repo queue`.");
            },
            cancellationToken);

    public async Task<Result<IReadOnlyList<QueueSummary>>> ListAsync(string repository, CancellationToken cancellationToken) =>
        await database.ReadAsync<Result<IReadOnlyList<QueueSummary>>>(
            async session =>
            {
                if (await repositories.FindAsync(repository, session, cancellationToken) is null)
                {
                    return RepositoryCatalog.NotFound(repository);
                }

                var line = new List<QueueSummary>();
                foreach (var row in await queue.ListAsync(repository, session, cancellationToken))
                {
                    var proposal = await proposals.FindAsync(row.ProposalId, session, cancellationToken);
                    line.Add(row.ToSummary(proposal?.Title ?? "", line.Count + 1, await StateAsync(row, session, cancellationToken)));
                }

                return line;
            },
            cancellationToken);

    /// <returns>Null when the proposal was never queued.</returns>
    public async Task<QueueSummary?> DescribeAsync(ProposalRow proposal, DbSession session, CancellationToken cancellationToken)
    {
        if (await queue.FindAsync(proposal.Id, session, cancellationToken) is not { } row)
        {
            return null;
        }

        var line = await queue.ListAsync(row.Repository, session, cancellationToken);
        var before = line.TakeWhile(other => other.ProposalId != row.ProposalId).Count();
        return row.ToSummary(proposal.Title, row.State == QueueRow.Queued ? before + 1 : null, await StateAsync(row, session, cancellationToken));
    }

    /// <summary>Takes a proposal out of the queue, with the checks of its merge.</summary>
    /// <param name="by">Who did it; empty for the system.</param>
    /// <returns>False when it is not in the queue.</returns>
    public async Task<bool> LeaveAsync(ProposalRow proposal, string reason, string by, DbSession session, CancellationToken cancellationToken)
    {
        if (!await queue.EndAsync(proposal.Id, QueueRow.Left, reason, time.NowMicros(), session, cancellationToken))
        {
            return false;
        }

        await checks.CancelMergedAsync(proposal.Id, proposal.Head, session, cancellationToken);
        await events.ProposalAsync("proposal.dequeued", proposal, by, session, cancellationToken, reason);
        return true;
    }

    private async Task<string> StateAsync(QueueRow row, DbSession session, CancellationToken cancellationToken) =>
        row.MergedCommit.Length == 0 ? CheckState.Pending : CheckState.Of(await checkStore.ListAsync(row.ProposalId, row.MergedCommit, session, cancellationToken));
}
