using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Queue;

/// <summary>
/// Moves the lines on: makes each one's merge with those before it, lets it be checked, deploys the first when its checks have passed. All it
/// knows is in the database, so a pass may end anywhere.
/// </summary>
internal sealed partial class MergeQueueRunner(
    Database database,
    RepositoryStore repositories,
    RepositoryCatalog catalog,
    ProposalStore proposals,
    QueueStore store,
    MergeQueue queue,
    QueuedMerges merges,
    CheckStore checks,
    CheckChanges changes,
    ApprovalRulesReader rules,
    Deployer deployer,
    DeployedBranches branches,
    ILogger<MergeQueueRunner> logger) : IBackgroundWork
{
    public string Name => "repositories.queue";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public bool IsForElectedNode => true;

    public WorkSignal Signal => changes.MergeQueue;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var repository in await database.ReadAsync(session => store.ListRepositoriesAsync(session, cancellationToken), cancellationToken))
        {
            await AdvanceAsync(repository, cancellationToken);
        }
    }

    private async Task AdvanceAsync(string name, CancellationToken cancellationToken)
    {
        var (row, line) = await database.ReadAsync(
            async session => (await repositories.FindAsync(name, session, cancellationToken), await store.ListAsync(name, session, cancellationToken)), cancellationToken);
        var deployed = row?.Deployed ?? throw new InvalidOperationException($"There is a merge queue for the repository {name}, which is not there.");
        // Where the next one in line stands: what is deployed, or the merge of the one before it.
        var end = deployed;
        foreach (var entry in line)
        {
            var proposal = await database.ReadAsync(session => proposals.FindAsync(entry.ProposalId, session, cancellationToken), cancellationToken)
                ?? throw new InvalidOperationException($"Proposal {entry.ProposalId} is queued and not there.");
            var merged = await merges.MergeAsync(entry, proposal, end, cancellationToken);
            if (!merged.IsOk)
            {
                await LeaveAsync(proposal, merged.Error.ToString(), cancellationToken);
                continue;
            }

            var ran = await database.ReadAsync(session => checks.ListAsync(proposal.Id, merged.Value, session, cancellationToken), cancellationToken);
            var state = CheckState.Of(ran);
            if (state == CheckState.Failed)
            {
                var failed = ran.Where(check => check.State == CheckState.Failed).Select(check => $"{check.Name}: {check.Error}");
                await LeaveAsync(proposal, $"Merged with what is before it, its checks failed. {string.Join(' ', failed)}", cancellationToken);
                continue;
            }

            if (state == CheckState.Passed && end == deployed)
            {
                if (!await DeployAsync(entry, proposal, merged.Value, deployed, cancellationToken))
                {
                    continue;
                }

                deployed = merged.Value;
            }

            end = merged.Value;
        }
    }

    private async Task<bool> DeployAsync(QueueRow entry, ProposalRow proposal, string commit, string deployed, CancellationToken cancellationToken)
    {
        var repository = catalog.Open(proposal.Repository);
        var request = new DeployRequest
        {
            Proposal = proposal,
            Commit = commit,
            Deployed = deployed,
            MergedBy = entry.QueuedBy,
            Repository = repository,
            Rules = await rules.ReadAsync(repository, deployed, cancellationToken),
        };
        string reason;
        try
        {
            var result = await deployer.DeployAsync(request, cancellationToken);
            if (result.IsOk)
            {
                await branches.FollowAsync(new RepositoryRow { Name = proposal.Repository, Deployed = commit }, CancellationToken.None);
                return true;
            }

            reason = result.Error.ToString();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A resource that cannot be applied must not hold up those behind it.
            LogBroken(e, proposal.Id, proposal.Repository);
            reason = $"It could not be deployed: {e.Message}";
        }

        await LeaveAsync(proposal, reason, cancellationToken);
        return false;
    }

    private async Task LeaveAsync(ProposalRow proposal, string reason, CancellationToken cancellationToken)
    {
        LogLeft(proposal.Id, proposal.Repository, reason);
        await database.WriteAsync(session => queue.LeaveAsync(proposal, reason, "", session, cancellationToken), cancellationToken);
    }
}
