using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Reverts;

/// <summary>Writes down the proposal and the check of a revert, so that it is on record like every other deployment.</summary>
internal sealed class RevertRecord(ProposalStore proposals, CheckStore checks, IIdGenerator ids, TimeProvider time)
{
    private const string CheckName = "former state";

    /// <param name="former">The deployment whose tree the commit has: its checks are those that count.</param>
    public async Task<ProposalRow> AddAsync(
        string repository, string commit, string title, string by, DeploymentRow former, DbSession session, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        var id = await proposals.NextIdAsync(session, cancellationToken);
        var row = new ProposalRow
        {
            Id = id,
            Repository = repository,
            Branch = $"revert-{id}",
            Title = title,
            Author = by,
            Head = commit,
            State = ProposalState.Open,
            OpenedAt = now,
        };
        await proposals.InsertAsync(row, session, cancellationToken);
        await checks.InsertAsync(
            new CheckRow
            {
                Id = ids.NewId().ToString("D"),
                ProposalId = id,
                Head = commit,
                Name = CheckName,
                Kind = CheckName,
                State = CheckState.Passed,
                Detail = $"The tree {former.Tree} is that of {former.CommitId}, which was deployed at {UnixMicros.FromUnixMicros(former.DeployedAt).ToText()} with proposal {former.ProposalId}, its checks passed.",
                StartedAt = now,
                EndedAt = now,
            },
            session,
            cancellationToken);
        return row;
    }
}
