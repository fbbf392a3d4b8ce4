using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Queue;

/// <summary>Makes the merge of a queued proposal with what is before it, once for each end of the line, and has it checked.</summary>
internal sealed class QueuedMerges(Database database, RepositoryCatalog catalog, QueueStore store, CheckStore checkStore, CheckQueue checks, TimeProvider time)
{
    /// <param name="onto">What is before it in line; empty where nothing is deployed yet.</param>
    /// <returns>The merge's commit; or why the proposal has to leave the queue.</returns>
    public async Task<Result<string>> MergeAsync(QueueRow entry, ProposalRow proposal, string onto, CancellationToken cancellationToken)
    {
        if (proposal.State != ProposalState.Open)
        {
            return new ConflictError("queue-not-open", $"It is {proposal.State}.");
        }

        if (proposal.Head != entry.Head)
        {
            return new ConflictError("queue-head-changed", $"Its branch has moved on to {proposal.Head[..10]}, which nobody has approved.", "Have it approved and queue it again.");
        }

        if (entry.MergedCommit.Length > 0 && entry.Base == onto)
        {
            return entry.MergedCommit;
        }

        var repository = catalog.Open(entry.Repository);
        var merged = await MakeAsync(repository, entry, proposal, onto, cancellationToken);
        if (!merged.IsOk)
        {
            return merged;
        }

        await database.WriteAsync(
            async session =>
            {
                var isNew = (await checkStore.ListAsync(proposal.Id, merged.Value, session, cancellationToken)).Count == 0;
                if (await store.SetMergedAsync(proposal.Id, onto, merged.Value, session, cancellationToken) && isNew)
                {
                    await checks.StartMergedAsync(proposal.Id, proposal.Head, merged.Value, session, cancellationToken);
                }
            },
            cancellationToken);
        return merged;
    }

    private async Task<Result<string>> MakeAsync(GitRepository repository, QueueRow entry, ProposalRow proposal, string onto, CancellationToken cancellationToken)
    {
        // Then the head is the merge, and its own checks are those that count.
        if (onto.Length == 0 || await repository.IsAncestorAsync(onto, proposal.Head, cancellationToken))
        {
            return proposal.Head;
        }

        var tree = await repository.MergeTreeAsync(onto, proposal.Head, cancellationToken);
        return tree.Tree is { } id
            ? await repository.WriteCommitAsync(id, [onto, proposal.Head], entry.QueuedBy, $"Merge proposal {proposal.Id}: {proposal.Title}", time.GetUtcNow(), cancellationToken)
            : new ConflictError("queue-merge-conflict", $"It cannot be merged with what is before it. {tree.Why}", $"Rebase the branch onto {GitRepository.DefaultBranch} and push it.");
    }
}
